import type { MemoryCluster } from '@flagger/memory-cluster';
import type { Applied, Deployments, ToldEvent, Weather, Write } from '@flagger/simulated-cluster';
import type { Facts } from '../facts.ts';
import type { AskedQuestion } from '../step-facts.ts';
import type { Outside } from '../outside.ts';

/** What is wrong, as the rest of a sentence; undefined where nothing is. */
export type Complaint = string | undefined;

/** All that there is, for what must not last. */
export interface World {
  readonly server: MemoryCluster;
  readonly facts: Facts;
  readonly weather: Weather;
  readonly outside: Outside;
  readonly pods: Deployments;
  /** No operator is there, or it does not run. */
  readonly isAway: boolean;
}

/** Something that may be so for a while. */
export interface Lasts {
  readonly what: string;
  readonly ms: number;
}

/** Something that must hold at each write, event and question of the operator. The facts are those of before it. */
export interface Invariant {
  readonly name: string;
  /** What holds, in one sentence. */
  readonly holds: string;
  /** The operator is about to write. */
  readonly issued?: (write: Write, facts: Facts) => Complaint;
  /** A write took effect. */
  readonly applied?: (write: Applied, facts: Facts) => Complaint;
  readonly told?: (event: ToldEvent, write: Write, facts: Facts) => Complaint;
  readonly asked?: (asked: AskedQuestion, facts: Facts) => Complaint;
  /** What is wrong now, and how long it may be; undefined where nothing is. */
  readonly lasts?: (world: World) => Lasts | undefined;
}

/** An invariant on what the status becomes. */
export const onStatus =
  (judge: (write: Applied, facts: Facts) => Complaint) =>
  (write: Applied, facts: Facts): Complaint =>
    write.verb === 'status' ? judge(write, facts) : undefined;

/** The first complaint there is. */
export function first(...complaints: readonly (() => Complaint)[]): Complaint {
  for (const complaint of complaints) {
    const found = complaint();
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
