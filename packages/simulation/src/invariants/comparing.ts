import { comparedMetrics, strategyOf, type CountedTable, type CountingWindow } from '@flagger/api';
import { at, listOf, numberAt, textAt } from '@flagger/simulated-cluster';
import type { Facts } from '../facts.ts';
import { canaryOf, isRunning, stageOf } from '../stage.ts';
import { leftOut } from './asked.ts';
import { onStatus, type Complaint, type Invariant } from './invariant.ts';

/** What a status remembers of one compared metric. */
interface Remembered {
  readonly name: string;
  readonly table: CountedTable;
  readonly windows: number;
  /** Other settings begin anew. */
  readonly rules: string;
}

/** What a status remembers of a comparison; -1 for what it does not say. */
interface Memory {
  readonly since: number;
  readonly until: number;
  readonly metrics: readonly Remembered[];
}

const NOT_SAID = -1;
const NONE: CountedTable = { canary: { n: 0, x: 0 }, primary: { n: 0, x: 0 } };

export const countedOnce: Invariant = {
  name: 'each request counts once',
  holds:
    'What a comparison rests on is what was counted in windows that touch, each within one weight: no request counts twice and none between two windows is lost, over all lives of the operator.',
  applied: onStatus((write, facts) => {
    const [before, after] = [memoryOf(write.before), memoryOf(write.after)];
    const grown = after.metrics.flatMap((metric) => {
      const known = knownOf(metric, before, after);
      return metric.windows > (known?.windows ?? 0) ? [{ metric, known }] : [];
    });
    for (const { metric, known } of grown) {
      const complaint = unexplained(less(metric.table, known?.table ?? NONE), { before, after, facts });
      if (complaint !== undefined) {
        return `${metric.name}: ${complaint}`;
      }
    }
    return grown.length > 0 ? undefined : lost({ before, after, facts });
  }),
};

/** The same metric in the status before, unless it was begun anew. */
function knownOf({ name, rules }: Remembered, before: Memory, { since }: Memory): Remembered | undefined {
  const found = before.metrics.find((metric) => metric.name === name);
  return before.since === since && found?.rules === rules ? found : undefined;
}

interface Change {
  readonly before: Memory;
  readonly after: Memory;
  readonly facts: Facts;
}

function unexplained(added: CountedTable, { before, after, facts }: Change): Complaint {
  const windows = askedIn(facts).filter(
    ({ from, to }) =>
      (before.until === NOT_SAID || from === before.until) && (after.until === NOT_SAID || to === after.until),
  );
  const counted = windows.find(({ from, to }) => isSame(facts.requests.between(from, to), added));
  if (!counted) {
    return `${JSON.stringify(added)} more were counted, and in no window that was asked for from ${before.until} to ${after.until} there were as many`;
  }
  const { from, to } = counted;
  if (from < facts.run.comparedTo) {
    return `the window from ${from} was counted before up to ${facts.run.comparedTo}`;
  }
  // who starts after a crash goes by the status: how late the other one made the route nobody wrote down, and the cap
  // of a window is for that
  const changedAt = facts.requests.changedBetween(from, to) ?? -Infinity;
  return !facts.run.isEdited && changedAt > facts.bornAt
    ? `the weights changed in the window from ${from} to ${to}`
    : undefined;
}

const askedIn = ({ step }: Facts): readonly CountingWindow[] =>
  step.asked.flatMap(({ question }) => (question.window ? [question.window] : []));

/**
 * Where users were elsewhere than they are to be, what was counted meanwhile is left out: as while the primary had no
 * pods, or the routes could not be written.
 */
function lost({ before, after, facts }: Change): Complaint {
  const wasElsewhere = facts.requests.changesBetween(before.until, after.until).length > 0;
  const isSetBack = facts.run.isEdited || facts.step.isRouteEdited || facts.isSetBack || wasElsewhere;
  if (isSetBack || before.until === NOT_SAID || after.until <= before.until || before.since !== after.since) {
    return undefined;
  }
  const { canary, primary } = facts.requests.between(before.until, after.until);
  return canary.n > 0 && primary.n > 0
    ? `the requests from ${before.until} to ${after.until} are counted nowhere`
    : undefined;
}

export const certain: Invariant = {
  name: 'nobody is worse by a guess',
  holds:
    'A run is rolled back as worse only by evidence in its status that is as strong as the Canary demands; where the cluster drops that, it says what it counted.',
  applied: onStatus(({ before, after, canary }, facts) => {
    if (!isRolledBackAsWorse(after) || isRolledBackAsWorse(before)) {
      return undefined;
    }
    if (facts.hasOlderCrd && at(after?.status, 'analysis', 'metrics') === undefined && saysWorse(after)) {
      return undefined;
    }
    const spec = canaryOf(canary)?.spec;
    const most = (spec?.analysis.compare?.falseRollback ?? 0.01) / Math.max(1, spec ? comparedMetrics(spec).length : 1);
    const isSure = listOf(at(after?.status, 'analysis', 'metrics')).some(
      (metric) =>
        textAt(metric, 'verdict') === 'worse'
        && numberAt(metric, 'chance') <= most * (1 + 1e-6)
        && numberAt(metric, 'evidence', 'windows') >= 2
        && rate(metric, 'canary') > rate(metric, 'primary'),
    );
    return isSure ? undefined : `it is rolled back as worse by ${JSON.stringify(at(after?.status, 'analysis'))}`;
  }),
};

/** Whether a check of the last step says that more of the canary's requests failed than of the primary's. */
function saysWorse(canary: object | undefined): boolean {
  return listOf(at(canary, 'status', 'analysis', 'checks')).some((check) => {
    const found = /^(\d+) of (\d+) failed against (\d+) of (\d+) of the primary.*worse than the primary$/.exec(
      textAt(check, 'message'),
    );
    const [, bad = 0, all = 0, primaryBad = 0, primaryAll = 0] = (found ?? []).map(Number);
    return textAt(check, 'verdict') === 'fail' && bad * primaryAll > primaryBad * all;
  });
}

const rate = (metric: unknown, side: string): number =>
  numberAt(metric, side, 'events') / numberAt(metric, side, 'requests');

const isRolledBackAsWorse = (object: object | undefined): boolean =>
  listOf(at(object, 'status', 'conditions')).some(
    (each) => textAt(each, 'type') === 'RollingBack' && textAt(each, 'reason') === 'ComparedWorse',
  );

export const compared: Invariant = {
  name: 'nothing is promoted uncompared',
  holds:
    'A revision that is to be compared with the primary is promoted only after both got requests that were counted, also where the cluster drops what is to be remembered.',
  applied: onStatus((write, facts) => {
    const canary = canaryOf(write.canary);
    const [before, after] = [stageOf(write.before), stageOf(write.after)];
    const isPromoted = after.phase === 'Promoting' && before.phase === 'Progressing' && isRunning(before);
    const isLeftOut = [write.before, write.after].some((object) => leftOut(object) !== '');
    if (!canary || !isPromoted || isLeftOut || facts.step.isSpecEdited) {
      return undefined;
    }
    const { spec } = canary;
    const decides = strategyOf(spec) === 'canary' && spec.analysis.compare?.dryRun !== true && !spec.skipAnalysis;
    // an older CRD drops it with the very write that promotes
    const metrics = [write.before, write.after].flatMap((object) => memoryOf(object).metrics);
    const open = decides ? comparedMetrics(spec) : [];
    const unseen = open.find(({ name }) => !metrics.some((metric) => metric.name === name && metric.windows > 0));
    return unseen && !isDropped(unseen.name, facts) ? `${unseen.name} was counted in no window of both` : undefined;
  }),
};

/** Whether the cluster dropped what was counted of it. */
const isDropped = (name: string, facts: Facts): boolean =>
  facts.hasOlderCrd && (facts.run.counted.has(name) || isCountedIn(facts));

/** Whether the last check counted requests of both, though no status says so. */
function isCountedIn({ step, requests }: Facts): boolean {
  const last = step.answered.findLast(({ question }) => question.what === 'check');
  const { window } = last?.question ?? {};
  const { canary, primary } = window ? requests.between(window.from, window.to) : NONE;
  return last?.verdict === 'yes' && canary.n > 0 && primary.n > 0;
}

/** Whether an event says that a run is rolled back for what was compared. */
export const isRollbackOfComparison = (message: string): boolean =>
  /^Rolling back \S+ (?:\S+ is worse than the primary: |undecided on |no requests to compare for )/.test(message);

function memoryOf(object: object | undefined): Memory {
  const analysis = at(object, 'status', 'analysis');
  return {
    since: numberAt({ since: at(analysis, 'since') ?? NOT_SAID }, 'since'),
    until: numberAt({ until: at(analysis, 'until') ?? NOT_SAID }, 'until'),
    metrics: listOf(at(analysis, 'metrics')).map((metric) => ({
      name: textAt(metric, 'name'),
      table: { canary: tallyOf(metric, 'canary'), primary: tallyOf(metric, 'primary') },
      windows: numberAt(metric, 'evidence', 'windows'),
      rules: textAt(metric, 'evidence', 'rules'),
    })),
  };
}

const tallyOf = (metric: unknown, side: string): CountedTable['canary'] => ({
  n: numberAt(metric, side, 'requests'),
  x: numberAt(metric, side, 'events'),
});

const less = (all: CountedTable, some: CountedTable): CountedTable => ({
  canary: { n: all.canary.n - some.canary.n, x: all.canary.x - some.canary.x },
  primary: { n: all.primary.n - some.primary.n, x: all.primary.x - some.primary.x },
});

const isSame = (one: CountedTable, other: CountedTable): boolean => JSON.stringify(one) === JSON.stringify(other);
