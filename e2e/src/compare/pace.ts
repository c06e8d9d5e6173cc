import {
  metAt,
  type Condition,
  type QuietCondition,
  type RoutingCondition,
  type StatusCondition,
} from './condition.ts';
import type { Operation } from './operation.ts';
import type { Sighting } from './sighting.ts';

/** A sighting of the recording, and the second at which it happened. */
export interface Timed {
  readonly t: number;
  readonly sighting: Sighting;
}

/** Flagger's side of one wait: between two positions of its timeline, over at second `end`. */
interface Wait {
  readonly operation: Operation;
  readonly timeline: readonly Timed[];
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

const INTERVAL = 10;
const SHORT = 5;
/** A wait that was quiet for nearly an interval stays clear of the next check, whose time we know to a second only. */
const CLEAR_OF_CHECK = 8;
const PATIENCE = 10;

/** Replaces the `seconds` at the end of a wait in which Flagger's status moved: see {@link QuietCondition}. */
export function pacedConditions({ operation, timeline, from, to, end }: Wait): readonly Condition[] {
  const last = operation.after.at(-1);
  if (last?.wait !== 'seconds' || last.seconds < SHORT) {
    return operation.after;
  }
  const earlier = operation.after.slice(0, -1);
  if (earlier.some((condition) => condition.wait === 'gone')) {
    return operation.after;
  }
  const moves = movesOf(timeline.slice(0, to), positionAfter(earlier, timeline.slice(0, to), from));
  const lastMove = moves.at(-1);
  if (lastMove === undefined) {
    return operation.after;
  }
  const quiet: QuietCondition = {
    wait: 'quiet',
    passes: moves.map((move) => move.pass),
    seconds: clear(end - lastMove.t),
    atMost: last.seconds + PATIENCE,
  };
  return [...earlier, quiet];
}

const clear = (seconds: number): number =>
  seconds > CLEAR_OF_CHECK && seconds < INTERVAL ? CLEAR_OF_CHECK : Math.max(0, seconds);

function positionAfter(conditions: readonly Condition[], timeline: readonly Timed[], from: number): number {
  const sightings = timeline.map((timed) => timed.sighting);
  return conditions.reduce(
    (at, condition) =>
      condition.wait === 'seconds' || condition.wait === 'quiet' ? at : (metAt(condition, sightings, at) ?? at),
    from,
  );
}

interface Move {
  readonly at: number;
  readonly t: number;
  readonly pass: StatusCondition | RoutingCondition;
}

/**
 * The moves of the status from a position on, and those of routes while a run goes on. What Flagger wrote again
 * unchanged is none.
 */
function movesOf(timeline: readonly Timed[], from: number): readonly Move[] {
  const statuses = timeline.flatMap(({ t, sighting }, at): readonly Move[] =>
    sighting.saw === 'status' ? [{ at, t, pass: statusOf(sighting) }] : [],
  );
  const moves = statuses.filter(
    (move, index) => JSON.stringify(move.pass) !== JSON.stringify(statuses[index - 1]?.pass),
  );
  const inRun = (at: number): boolean => RUNNING.includes(phaseAt(statuses, at));
  const routes = timeline.flatMap(({ t, sighting }, at): readonly Move[] =>
    sighting.saw === 'routing' && sighting.content !== undefined && inRun(at)
      ? [{ at, t, pass: { wait: 'routing', object: sighting.object, content: sighting.content } }]
      : [],
  );
  return [...moves, ...routes].filter((move) => move.at >= from).toSorted((a, b) => a.at - b.at);
}

const RUNNING = ['Progressing', 'Promoting'];

function phaseAt(statuses: readonly Move[], at: number): string {
  const last = statuses.findLast((status) => status.at < at);
  return last?.pass.wait === 'status' ? last.pass.phase : '';
}

function statusOf({ canary, status }: Extract<Sighting, { saw: 'status' }>): StatusCondition {
  const number = (name: string): number => Number(status[name] ?? 0);
  return {
    wait: 'status',
    canary,
    phase: String(status['phase']),
    weight: number('canaryWeight'),
    iterations: number('iterations'),
    failedChecks: number('failedChecks'),
  };
}
