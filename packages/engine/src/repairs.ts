import type { Action } from '@flagger/api';
import { intervalOf } from './interval.ts';
import type { Observed, Repair, Repaired } from './observed.ts';
import type { Step } from './step.ts';

/** So many set-backs are repaired at once: whoever applies a chart again sets its objects back. */
const AT_ONCE = 3;
const WINDOW_MS = 10 * 60_000;
const LONGEST_MS = 10 * 60_000;

/** The same with one more repair at `now`; a long peace begins the count anew. */
export function repaired(
  before: Repair | undefined,
  { what, now, intervalMs }: { readonly what: string; readonly now: number; readonly intervalMs: number },
): Repair {
  const isChained = before && isRecent(before, now, intervalMs);
  return isChained
    ? { ...before, times: before.times + 1, lastAt: now, what }
    : { times: 1, firstAt: now, lastAt: now, what };
}

/** What an action repairs; undefined for one that moves the run on. */
export function repairOf(action: Action): Repaired | undefined {
  switch (action.do) {
    case 'ensureServices':
    case 'ensureConfigs':
    case 'ensureApex':
    case 'ensureRoutes':
      return action.do;
    case 'ensureScaler':
      return action.update ? undefined : action.do;
    case 'route':
    case 'wakeTarget':
      return action.isRepair ? action.do : undefined;
    default:
      return undefined;
  }
}

/** No war: leaves out what somebody else keeps changing until it may be repaired again, and looks again then. */
export function paced(observed: Observed, { actions, ...step }: Step): Step {
  const times = actions.map((action) => allowedAt(observed, repairOf(action)));
  const next = earliest(observed, [step.next, ...times.map((at) => ({ at }))]);
  return { ...step, actions: actions.filter((_, index) => (times[index] ?? 0) <= observed.now), next };
}

/** The first of some times that is still to come; a change where there is none. */
export function earliest({ now }: Observed, times: readonly Step['next'][]): Step['next'] {
  const at = Math.min(...times.map((next) => (next === 'change' || next.at <= now ? Infinity : next.at)));
  return at === Infinity ? 'change' : { at };
}

/** When something may be repaired again, ms since the epoch. */
export function allowedAt(observed: Observed, what: Repaired | undefined): number {
  const repair = what && observed.repairs.get(what);
  return repair && isRecent(repair, observed.now, intervalOf(observed))
    ? repair.lastAt + pauseAfter(repair, intervalOf(observed))
    : 0;
}

/** What somebody else keeps changing, with since when. */
export function contestedOf(observed: Observed): readonly Repair[] {
  return [...observed.repairs.values()].filter(
    (repair) => repair.times > AT_ONCE && isRecent(repair, observed.now, intervalOf(observed)),
  );
}

const pauseAfter = ({ times }: Repair, intervalMs: number): number =>
  times < AT_ONCE ? 0 : Math.min(LONGEST_MS, intervalMs * 2 ** (times - AT_ONCE));

const isRecent = (repair: Repair, now: number, intervalMs: number): boolean =>
  now - repair.lastAt < Math.max(WINDOW_MS, 2 * pauseAfter(repair, intervalMs));
