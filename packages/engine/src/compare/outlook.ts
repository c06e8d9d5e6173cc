import { moreEvents } from './forecast.ts';
import type { Rules } from './rules.ts';
import type { Evidence } from './strength.ts';
import { rangeOf } from './range.ts';
import { hasBothArms, type Table } from './tables.ts';

/** How the requests come, as the last window showed it. */
export interface Pace {
  /** The canary's share of the requests, from 0 to 1. */
  readonly share: number;
  /** Events of both arms. */
  readonly perSecond: number;
}

/** About what a decision still needs, if the canary's odds were so many times those of the primary. */
export interface Need {
  readonly ratio: number;
  readonly side: 'worse' | 'safe';
  readonly events: number;
  /** At the pace of the last window; undefined where nothing happened in it. */
  readonly seconds?: number;
}

/** The pace of one window of the main row; undefined where it lacks an arm. */
export function paceOf(table: Table, seconds: number): Pace | undefined {
  const { canary, primary } = table;
  return hasBothArms(table)
    ? { share: canary.n / (canary.n + primary.n), perSecond: (canary.x + primary.x) / seconds }
    : undefined;
}

/** The ratio that is always looked at: what most people would call worse. */
const TWICE = 2;

/** What a decision still needs: for twice the odds, and for the odds as they look so far. Empty where none ever comes. */
export function needs(evidence: Evidence, rules: Rules, pace: Pace): readonly Need[] {
  const { estimate } = rangeOf(evidence, rules);
  const ratios = estimate === undefined ? [TWICE] : [TWICE, estimate];
  return ratios.flatMap((ratio) => {
    const sides = (['worse', 'safe'] as const).flatMap((side) => needOf({ evidence, rules, pace }, ratio, side));
    return sides.sort((one, other) => one.events - other.events).slice(0, 1);
  });
}

interface Known {
  readonly evidence: Evidence;
  readonly rules: Rules;
  readonly pace: Pace;
}

function needOf({ evidence, rules, pace }: Known, ratio: number, side: Need['side']): readonly Need[] {
  const events = moreEvents(evidence, rules, { share: pace.share, ratio, side });
  if (events === undefined) {
    return [];
  }
  return [{ ratio, side, events, ...(pace.perSecond > 0 && { seconds: events / pace.perSecond }) }];
}
