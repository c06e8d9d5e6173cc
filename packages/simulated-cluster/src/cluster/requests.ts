import { Conflict, Unanswered, Wait } from '@flagger/api';
import type { OperatorProcess } from '../process.ts';
import type { Fate, Weather } from '../weather.ts';

/** One request that writes. */
export interface WriteRequest<R> {
  /** What people read, e.g. `patch VirtualService podinfo`. */
  readonly what: string;
  /** What becomes of it instead of a conflict, where there can be none. */
  readonly conflict?: Fate;
  /** Into which namespace. */
  readonly namespace?: string | undefined;
  /** Does it in the server, which may refuse. */
  readonly apply: () => R;
}

export interface RequestPorts {
  readonly process: OperatorProcess;
  readonly weather: Weather;
  /** A request was treated badly. */
  readonly onFate: (fate: Fate, what: string) => void;
  /** Kills this process, at once. */
  readonly kill: () => void;
  /** A request leaves, and has reached the server; throws where it may not leave or does not get there. At once if absent. */
  readonly wire?:
    ((leaving: { readonly isWrite: boolean; readonly namespace?: string | undefined }) => Promise<void>) | undefined;
}

/**
 * Sends what one process writes, as the weather lets it: it may be refused, done without an answer, sent twice, or be
 * the last thing the process did.
 */
export class Requests {
  constructor(private readonly ports: RequestPorts) {}

  async write<R>({ what, apply, namespace, conflict = 'conflict' }: WriteRequest<R>): Promise<R> {
    const { process, weather, wire } = this.ports;
    const drawn = weather.fate(what);
    const fate = drawn === 'conflict' ? conflict : drawn;
    await process.sleep(weather.latency());
    if (wire) {
      await wire({ isWrite: true, namespace });
    }
    if (fate !== 'done') {
      this.ports.onFate(fate, what);
    }
    if (fate === 'killed before') {
      await this.die();
    }
    if (fate === 'refused') {
      throw new Wait(`${what}: the server cannot just now`);
    }
    if (fate === 'conflict') {
      throw new Conflict(`${what}: it was changed meanwhile`);
    }
    const result = apply();
    if (fate === 'killed after') {
      await this.die();
    }
    await process.sleep(weather.latency());
    if (fate === 'lost') {
      throw new Unanswered(`${what}: no answer`);
    }
    if (fate !== 'repeated') {
      return result;
    }
    if (wire) {
      // the next attempt leaves as the first one did
      await wire({ isWrite: true, namespace });
    }
    return apply();
  }

  /** A read takes its time, and may fail. */
  async read<R>(what: string, look: () => R): Promise<R> {
    const { process, weather, wire } = this.ports;
    const fate = weather.fate();
    await process.sleep(weather.latency());
    if (wire) {
      await wire({ isWrite: false });
    }
    if (fate === 'refused' || fate === 'lost') {
      this.ports.onFate(fate, what);
      throw new Wait(`${what}: no answer`);
    }
    const found = look();
    await process.sleep(weather.latency());
    return found;
  }

  private die(): Promise<void> {
    this.ports.kill();
    return this.ports.process.sleep(0);
  }
}
