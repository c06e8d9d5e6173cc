/** How a run of the past would have ended. */
export type Outcome = 'promoted' | 'rolled back' | 'unfinished';

/** One check, as it would have been judged. */
export interface ReplayedCheck {
  /** ISO 8601, as all times here. */
  readonly at: string;
  readonly verdict: 'passed' | 'halted' | 'held';
  /** The share of the canary at that time, in percent. */
  readonly weight: number;
  readonly metrics: readonly ReplayedMetric[];
  /** What users would have been told. */
  readonly says: readonly string[];
}

export interface ReplayedMetric {
  readonly name: string;
  /** Absent where there was none. */
  readonly value?: number;
  readonly min?: number;
  readonly max?: number;
  readonly problem?: string;
}

/** One run: a release that would have begun then. */
export interface ReplayedRun {
  readonly began: string;
  /** When it was decided; absent where it was not. */
  readonly ended?: string;
  readonly outcome: Outcome;
  /** False where it was rolled back, or not finished, only since there were no values. */
  readonly isOnEvidence: boolean;
  /** What users would have been told at the end; empty where there was no end. */
  readonly because: string;
  readonly checks: readonly ReplayedCheck[];
}

/** What Prometheus remembers of one query. */
export interface Remembered {
  readonly query: string;
  /** At so many instants it was asked for. */
  readonly asked: number;
  /** And had a value at so many. */
  readonly answered: number;
  readonly first?: string;
  readonly last?: string;
  /** The most series that it gave at one instant; only the last counts. */
  readonly series: number;
}

/** What one set of rules makes of the past. */
export interface Replayed {
  /** Where the Canary was read. */
  readonly of: string;
  readonly canary: string;
  readonly interval: string;
  readonly runs: readonly ReplayedRun[];
  readonly summary: Summary;
  readonly queries: readonly Remembered[];
  /** What the past cannot show, in sentences. */
  readonly limits: readonly string[];
}

export interface Summary {
  readonly runs: number;
  readonly promoted: number;
  readonly rolledBack: number;
  readonly unfinished: number;
  /** Not finished or rolled back for want of values: they count for neither side. */
  readonly withoutEvidence: number;
  /** The share of those with evidence that was rolled back, 0 to 1: of false alarms, where all was well; absent of none. */
  readonly rolledBackRate?: number;
}

/** A run that the two sets of rules end otherwise. */
export interface Difference {
  readonly began: string;
  readonly one: string;
  readonly other: string;
}

export function summaryOf(runs: readonly ReplayedRun[]): Summary {
  const onEvidence = runs.filter(({ isOnEvidence }) => isOnEvidence);
  const count = (outcome: Outcome): number => onEvidence.filter((run) => run.outcome === outcome).length;
  const [promoted, rolledBack, unfinished] = [count('promoted'), count('rolled back'), count('unfinished')];
  const decided = promoted + rolledBack;
  return {
    ...{ runs: runs.length, promoted, rolledBack, unfinished, withoutEvidence: runs.length - onEvidence.length },
    ...(decided > 0 && { rolledBackRate: rolledBack / decided }),
  };
}

/** The runs that begin at the same time and end otherwise. */
export const differences = (one: Replayed, other: Replayed): readonly Difference[] =>
  one.runs.flatMap((run) => {
    const same = other.runs.find(({ began }) => began === run.began);
    return same === undefined || endOf(run) === endOf(same)
      ? []
      : [{ began: run.began, one: endOf(run), other: endOf(same) }];
  });

const endOf = ({ outcome, ended }: ReplayedRun): string => (ended === undefined ? outcome : `${outcome} at ${ended}`);

const UNSHOWN =
  'no share of users: in the past no canary had the weight of a step, so what is measured does not depend on it';

/** What the past cannot show: of any canary, of the rules, and of what Prometheus remembers. */
export function limitsOf(
  rules: readonly string[],
  queries: readonly Remembered[],
  as: string | undefined,
): readonly string[] {
  return [UNSHOWN, ...rules, ...queries.flatMap((query) => gapsOf(query, as))];
}

function gapsOf(
  { query, asked, answered, first, last, series }: Remembered,
  as: string | undefined,
): readonly string[] {
  const of = `of ${shortened(query)}`;
  if (answered === 0) {
    const advice =
      as === undefined
        ? 'Between releases the target has none; --as measures the primary in its place'
        : `${as} is what was measured: is it a workload of that namespace, and does it count requests?`;
    return [`no value at all ${of}: was there traffic? ${advice}`];
  }
  return [
    ...(answered < asked
      ? [
          `no value at ${asked - answered} of ${asked} instants ${of}: the first is at ${first}, the last at ${last}; before, Prometheus may keep nothing (retention), between them are gaps`,
        ]
      : []),
    ...(series > 1 ? [`up to ${series} series ${of}: the last counts, and their order may have been another`] : []),
  ];
}

const shortened = (query: string): string => (query.length > 100 ? `${query.slice(0, 99)}…` : query);
