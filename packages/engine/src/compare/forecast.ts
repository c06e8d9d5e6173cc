import type { Rules } from './rules.ts';
import { at, type Evidence } from './strength.ts';

/** What is assumed of the requests to come. */
export interface Assumption {
  /** The canary's share of the requests, from 0 to 1. */
  readonly share: number;
  /** The true odds ratio. */
  readonly ratio: number;
  /** What is to be shown. */
  readonly side: 'worse' | 'safe';
}

/** About how many more events of both arms a decision needs; undefined where it would never be reached. */
export function moreEvents(evidence: Evidence, rules: Rules, assumption: Assumption): number | undefined {
  const { side } = assumption;
  if (side === 'safe' && (rules.worseThan === undefined || rules.clump > 1)) {
    return undefined;
  }
  const best = bestAlternative(rules, assumption);
  if (!best || best.gain <= 0) {
    return undefined;
  }
  const need = side === 'worse' ? needWorse(evidence, rules, best.ratio) : needSafe(evidence, rules, best.ratio);
  return Math.max(0, need / best.gain);
}

interface Alternative {
  readonly ratio: number;
  /** What one event adds to its log likelihood, on average. */
  readonly gain: number;
}

function bestAlternative(rules: Rules, { share, ratio, side }: Assumption): Alternative | undefined {
  const [alternatives, against] =
    side === 'worse' ? [rules.alternatives, rules.tolerate] : [rules.safeAlternatives, rules.worseThan ?? 1];
  const canarys = (share * ratio) / (1 + share * (ratio - 1));
  const gainOf = (z: number): number =>
    (canarys * Math.log(z / against) - Math.log((1 + share * (z - 1)) / (1 + share * (against - 1)))) / rules.clump;
  return alternatives
    .map((z) => ({ ratio: z, gain: gainOf(z) }))
    .reduce<Alternative | undefined>((best, each) => (best && best.gain >= each.gain ? best : each), undefined);
}

function needWorse({ worse, start, cutWorse }: Evidence, rules: Rules, ratio: number): number {
  const { alternatives, rows, main, enoughWorse } = rules;
  const so = worse[main]?.[alternatives.indexOf(ratio)] ?? 0;
  return enoughWorse + Math.log(start * (start + 1)) + Math.log(alternatives.length * rows) + cutWorse - so;
}

function needSafe({ likelihood, cutSafe }: Evidence, rules: Rules, ratio: number): number {
  const so = at(rules, likelihood, ratio) - at(rules, likelihood, rules.worseThan);
  return rules.enoughSafe + Math.log(rules.safeAlternatives.length) + cutSafe - so;
}
