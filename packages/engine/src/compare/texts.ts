import { goDuration } from '@flagger/api';
import type { Verdict } from './evidence.ts';
import type { Need } from './outlook.ts';
import type { Range } from './range.ts';
import type { Tally } from './tables.ts';

/** What a comparison found so far, as people are told. */
export interface Found {
  /** Of the metric. */
  readonly name: string;
  /** What counts as slow, in milliseconds; undefined where failures are counted. */
  readonly slowerThan?: number | undefined;
  readonly canary: Tally;
  readonly primary: Tally;
  readonly range: Range;
  readonly verdict: Verdict;
  readonly needs: readonly Need[];
}

/** The whole comparison in one sentence, with what a decision still needs. */
export function sentence(found: Found): string {
  if (found.canary.n === 0 || found.primary.n === 0) {
    return 'no requests to compare yet';
  }
  return `${countsText(found)} of the primary, ${rangeText(found.range)}; ${verdictText(found)}`;
}

function verdictText({ verdict, needs, slowerThan }: Found): string {
  switch (verdict) {
    case 'worse':
      return 'worse than the primary';
    case 'safe':
      return 'as much as is called worse is ruled out';
    case 'undecided':
      return `undecided, ${needsText(needs, slowerThan)}`;
  }
}

function needsText(needs: readonly Need[], slowerThan: number | undefined): string {
  if (needs.length === 0) {
    return 'and at these odds it stays so';
  }
  const what = slowerThan === undefined ? 'failures' : 'slow requests';
  const texts = needs.map(({ ratio, ...need }, index) => {
    const amount = `${about(need.events)}${index === 0 ? ` more ${what}` : ''}`;
    return `${amount} at ${short(ratio)} times the odds${timeText(need, ' (', ')')}`;
  });
  return `a decision needs about ${texts.join(', ')}`;
}

/** `41 of 2310 failed against 12 of 20790` */
export function countsText({ canary, primary, slowerThan }: Pick<Found, 'canary' | 'primary' | 'slowerThan'>): string {
  const happened = slowerThan === undefined ? 'failed' : `took more than ${goDuration(slowerThan)}`;
  return `${canary.x} of ${canary.n} ${happened} against ${primary.x} of ${primary.n}`;
}

/** `5 to 50 times the odds` */
export function rangeText({ low, high }: Range): string {
  if (high === undefined) {
    return low === 0 ? 'at any odds' : `more than ${low} times the odds`;
  }
  return low === 0 ? `at most ${high} times the odds` : `${low} to ${high} times the odds`;
}

/** The canary as events name it, `podinfo.test`, with what was found. */
export interface Told {
  readonly canary: string;
  readonly found: Found;
}

/** Said when a canary is rolled back because it is worse. */
export const rollingBackText = ({ canary, found }: Told): string =>
  `Rolling back ${canary} ${found.name} is worse than the primary: ${countsText(found)}, ${rangeText(found.range)}`;

/** Said of a comparison that may only say what it would do. */
export const wouldRollBackText = ({ canary, found }: Told): string => `${found.name} would have rolled back ${canary}`;

/** Said when a canary is promoted before its schedule ends. */
export const promotingEarlyText = (canary: string, worseThan: number): string =>
  `Promoting ${canary} early: worse than ${worseThan} times the odds is ruled out`;

/** Said when the schedule ends and nothing is decided. */
export const promotingUndecidedText = ({ canary, found }: Told): string =>
  `Promoting ${canary} undecided on ${found.name}: ${rangeText(found.range)}`;

/** Said when a canary is held at its last step until something is decided. */
export function waitingText({ canary, found: { name, needs, slowerThan } }: Told): string {
  const least = [...needs].sort((one, other) => one.events - other.events)[0];
  const what = slowerThan === undefined ? 'failures' : 'slow requests';
  const text = least ? `: about ${about(least.events)} more ${what}${timeText(least, ', ', ' at this traffic')}` : '';
  return `Waiting for a decision on ${name} of ${canary}${text}`;
}

/** Said when one of the arms is never asked. */
export const noRequestsText = (canary: string): string => `${canary} gets no requests to compare`;

const timeText = ({ seconds }: Pick<Need, 'seconds'>, before: string, after: string): string =>
  seconds === undefined ? '' : `${before}${brief(seconds)}${after}`;

/** Seconds up to ten minutes in steps of ten, then whole minutes; a forecast is no better than that. */
function brief(seconds: number): string {
  const step = seconds < 600 ? 10 : 60;
  const text = goDuration(Math.max(step, Math.ceil(seconds / step) * step) * 1000);
  return text.replace(/m0s$/, 'm').replace(/h0m$/, 'h');
}

/** Two digits, rounded up. */
function about(events: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, events))) - 1);
  return Math.max(1, Math.ceil(events / unit) * unit);
}

const short = (ratio: number): string => String(Number(ratio.toPrecision(2)));
