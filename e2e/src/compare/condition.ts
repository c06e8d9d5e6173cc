import type { Sighting } from './sighting.ts';
import { dense } from './tidy.ts';
import { isSame, listOf, textOf, treeOf, type Tree } from './values.ts';

/** What the driver of a scenario waits for before it does the next thing (`after` in operations.yaml). */
export type Condition = Awaited | SecondsCondition | QuietCondition;

/** What a sighting can meet. */
export type Awaited = StatusCondition | RoutingCondition | CallsCondition | GoneCondition;

/** A status with this phase is written, and with the numbers given: the weight exactly, the others at least. */
export interface StatusCondition {
  readonly wait: 'status';
  readonly canary?: string;
  readonly phase: string;
  readonly weight?: number;
  readonly iterations?: number;
  readonly failedChecks?: number;
}
/** A routing object says exactly this; only waits of our own making ask for it. */
export interface RoutingCondition {
  readonly wait: 'routing';
  readonly object: string;
  readonly content: Tree;
}
/** The receiver has got its n-th request for a path since the start. */
interface CallsCondition {
  readonly wait: 'calls';
  readonly path: string;
  readonly calls: number;
}
interface GoneCondition {
  readonly wait: 'gone';
  readonly object: string;
}
interface SecondsCondition {
  readonly wait: 'seconds';
  readonly seconds: number;
}
/**
 * The pace of ticks taken out of `seconds`: where Flagger's status moved within them, or routes did in a run, ours is
 * given the same way to go, then the seconds that Flagger was quiet; `atMost` seconds altogether.
 */
export interface QuietCondition {
  readonly wait: 'quiet';
  readonly passes: readonly (StatusCondition | RoutingCondition)[];
  readonly seconds: number;
  readonly atMost: number;
}

/** Reads `after`: absent, one condition or a list. */
export function conditionsOf(after: unknown): readonly Condition[] {
  if (after === undefined) {
    return [];
  }
  return (Array.isArray(after) ? after : [after]).map((one) => conditionOf(treeOf(one)));
}

function conditionOf(one: Tree): Condition {
  if (typeof one['seconds'] === 'number') {
    return { wait: 'seconds', seconds: one['seconds'] };
  }
  if (typeof one['gone'] === 'string') {
    return { wait: 'gone', object: one['gone'] };
  }
  if (typeof one['webhook'] === 'string') {
    return { wait: 'calls', path: one['webhook'], calls: Number(one['calls']) };
  }
  if (typeof one['phase'] !== 'string') {
    throw new Error(`after: found ${JSON.stringify(one)}, allowed is phase, webhook, gone or seconds`);
  }
  return {
    wait: 'status',
    phase: one['phase'],
    ...numbers(one),
    ...(typeof one['canary'] === 'string' ? { canary: one['canary'] } : {}),
  };
}

function numbers(one: Tree): Partial<StatusCondition> {
  const named = (['weight', 'iterations', 'failedChecks'] as const).filter((name) => typeof one[name] === 'number');
  return Object.fromEntries(named.map((name) => [name, Number(one[name])]));
}

/** The position after the sighting that meets a condition, looked for from `from` on; undefined while there is none. */
export function metAt(condition: Awaited, sightings: readonly Sighting[], from: number): number | undefined {
  if (condition.wait === 'calls') {
    return callsAt(condition, sightings);
  }
  const index = sightings.findIndex((sighting, at) => at >= from && meets(condition, sighting));
  return index < 0 ? undefined : index + 1;
}

function callsAt({ path, calls }: CallsCondition, sightings: readonly Sighting[]): number | undefined {
  const places = sightings.flatMap((sighting, at) =>
    sighting.saw === 'call' && sighting.call.path === path ? [at + 1] : [],
  );
  return places[calls - 1];
}

function meets(condition: Exclude<Awaited, CallsCondition>, sighting: Sighting): boolean {
  if (condition.wait === 'routing') {
    return (
      sighting.saw === 'routing'
      && sighting.object === condition.object
      && isSame(dense(sighting.content), dense(condition.content))
    );
  }
  if (condition.wait === 'gone') {
    return sighting.saw === 'gone' && sighting.object === condition.object;
  }
  if (sighting.saw !== 'status' || (condition.canary ?? sighting.canary) !== sighting.canary) {
    return false;
  }
  const number = (name: string): number => Number(sighting.status[name] ?? 0);
  return (
    textOf(sighting.status['phase']) === condition.phase
    && (condition.weight === undefined || number('canaryWeight') === condition.weight)
    && number('iterations') >= (condition.iterations ?? -Infinity)
    && number('failedChecks') >= (condition.failedChecks ?? -Infinity)
  );
}

/** One line for people. */
export function conditionText(condition: Condition): string {
  const { wait, ...rest } = condition;
  return wait === 'quiet'
    ? `the recorded statuses, then ${condition.seconds} s`
    : `${wait} ${listOf(Object.entries(rest)).map(String).join(' ')}`.replaceAll(',', ' ');
}
