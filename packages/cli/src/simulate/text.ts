import type { Entry, Report } from '@flagger/rehearsal';
import type { Screen, Style } from '../io.ts';

const COLOURS: Partial<Record<Entry['what'], Style>> = {
  phase: 'bold',
  traffic: 'cyan',
  warning: 'yellow',
  check: 'dim',
};

/** `1:30  event    …`: minutes and seconds since the release. */
export function entryLine({ at, what, says }: Entry, { paint }: Pick<Screen, 'paint'>): string {
  const line = `${timeOf(at).padStart(8)}  ${what.padEnd(8)} ${says}`;
  const colour = COLOURS[what];
  return colour === undefined ? line : paint(colour, line);
}

export const timeOf = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`;

/** The verdict, what users met, and what was assumed. */
export function summaryLines(report: Report, { paint }: Pick<Screen, 'paint'>): readonly string[] {
  const { canary, release, verdict, seconds, users, because, assumed, seed } = report;
  const name = `${canary.name}.${canary.namespace}`;
  return [
    '',
    paint(verdict === 'promoted' ? 'green' : 'red', `${name}: ${verdict} after ${timeOf(seconds)} (${because})`),
    `released:  ${release.from} -> ${release.to}, provider ${report.provider}, seed ${seed}`,
    `users met: ${users.failed} failed of ${users.requests} requests${share(users)}`,
    ...(['canary', 'primary'] as const).map((side) => {
      const { requests, failed, p99Ms } = users[side];
      return `  ${side.padEnd(8)} ${requests} requests, ${failed} failed${share({ requests, failed })}, p99 ${p99Ms} ms`;
    }),
    ...assumed.map((each) => `assumed:   ${each}`),
  ];
}

/** How many of a hundred failed. */
export const share = ({ requests, failed }: { readonly requests: number; readonly failed: number }): string =>
  requests === 0 ? '' : ` (${((failed / requests) * 100).toFixed(2)} %)`;
