import { gains } from './gains.ts';
import { type Range, rangeOf } from './range.ts';
import type { Places, Rules } from './rules.ts';
import { type Evidence, logSafe, logWorse, rawSafe, rawWorse } from './strength.ts';
import { hasBothArms, type Table, together } from './tables.ts';

export type { Evidence } from './strength.ts';

/** What the evidence says. Undecided is an answer, too: not enough is known yet. */
export type Verdict = 'worse' | 'safe' | 'undecided';

/** What is to be said of the evidence after a window. */
export interface Assessment extends Range {
  readonly verdict: Verdict;
  /** Natural logarithms of the evidence as it is now; a verdict once reached stays. */
  readonly logWorse: number;
  readonly logSafe?: number;
  /** The chance of evidence like this or stronger, at any time of a run, where the canary is not worse. */
  readonly p: number;
}

/** Evidence without any window. */
export function begin(rules: Rules): Evidence {
  const none = { n: 0, x: 0 };
  return {
    likelihood: rules.points.map(() => 0),
    worse: noneWorse(rules),
    start: 1,
    ...{ cutWorse: 0, peakWorse: 0, cutSafe: 0, peakSafe: 0, windows: 0 },
    canary: none,
    primary: none,
  };
}

const noneWorse = ({ rows, alternatives }: Rules): readonly (readonly number[])[] =>
  Array.from({ length: rows }, () => alternatives.map(() => 0));

/** The evidence with one window more: a table for each row. A window that lacks an arm changes nothing. */
export function weigh(evidence: Evidence, tables: readonly Table[], rules: Rules): Evidence {
  const main = tables[rules.main];
  if (!main || tables.length !== rules.rows || !hasBothArms(main)) {
    return evidence;
  }
  const added = withGains(evidence, tables, rules);
  const counted = {
    ...added,
    windows: evidence.windows + 1,
    canary: together(evidence.canary, main.canary),
    primary: together(evidence.primary, main.primary),
    cutWorse: evidence.cutWorse + excess([rawWorse(evidence), rawWorse(added)], rules.mostWorse),
    cutSafe: evidence.cutSafe + excess([rawSafe(evidence, rules), rawSafe(added, rules)], rules.mostSafe),
  };
  return freshened(withPeaks(counted, rules), rules);
}

function withGains(evidence: Evidence, tables: readonly Table[], rules: Rules): Evidence {
  const { points, alternatives, tolerate, clump, main, places } = rules;
  const others = [tolerate, ...alternatives];
  const rows = tables.map((table, row) => gains(table, row === main ? points : others, clump));
  const worse = rows.map((gained, row) =>
    row === main ? overTolerated(gained, places) : gained.slice(1).map((gain) => gain - (gained[0] ?? 0)),
  );
  return {
    ...evidence,
    likelihood: evidence.likelihood.map((before, index) => before + (rows[main]?.[index] ?? 0)),
    worse: evidence.worse.map((kept, row) => kept.map((before, index) => before + (worse[row]?.[index] ?? 0))),
  };
}

const overTolerated = (gained: readonly number[], { tolerate, alternatives }: Places): readonly number[] =>
  alternatives.map((place) => (gained[place] ?? 0) - (gained[tolerate] ?? 0));

/** By how much a window adds more than one window may. What is taken away is not limited. */
const excess = ([before, after]: readonly [number, number], most: number): number =>
  // without anything to show, both are minus infinity
  after > before ? Math.max(0, after - before - most) : 0;

function withPeaks(evidence: Evidence, rules: Rules): Evidence {
  return {
    ...evidence,
    peakWorse: Math.max(evidence.peakWorse, logWorse(evidence, rules)),
    peakSafe: Math.max(evidence.peakSafe, logSafe(evidence, rules) ?? 0),
  };
}

/** Below this the evidence for "worse" begins anew: an outage of both must not swallow what a later regression needs. */
const LOST = -3;

const freshened = (evidence: Evidence, rules: Rules): Evidence =>
  rawWorse(evidence) - evidence.cutWorse < LOST
    ? { ...evidence, worse: noneWorse(rules), cutWorse: 0, start: evidence.start + 1 }
    : evidence;

/** What the evidence says now. */
export function assess(evidence: Evidence, rules: Rules): Assessment {
  const safe = logSafe(evidence, rules);
  return {
    verdict: verdictOf(evidence, rules),
    logWorse: logWorse(evidence, rules),
    ...(safe !== undefined && { logSafe: safe }),
    p: Math.min(1, Math.exp(-evidence.peakWorse)),
    ...rangeOf(evidence, rules),
  };
}

const SLACK = 1e-9;

function verdictOf({ peakWorse, peakSafe }: Evidence, rules: Rules): Verdict {
  if (peakWorse >= rules.enoughWorse - SLACK) {
    return 'worse';
  }
  const canBeSafe = rules.worseThan !== undefined && rules.clump === 1;
  return canBeSafe && peakSafe >= rules.enoughSafe - SLACK ? 'safe' : 'undecided';
}
