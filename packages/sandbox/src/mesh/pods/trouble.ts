import { parseGoDuration } from '@flagger/api';
import { type Container, environmentOf, tagOf } from '../../workloads/index.ts';

/** Shares are from 0 to 1. */
export interface Trouble {
  /** Answers that fail: with which status, and how many of them. */
  readonly failures: readonly { readonly status: number; readonly share: number }[];
  /** Answers that come late: by how much, and how many of them. */
  readonly delays: readonly { readonly ms: number; readonly share: number }[];
  /** Sentences about what could not be read. */
  readonly unread: readonly string[];
}

const FAILURES = 'PODINFO_FAILURES';
const LATENCY = 'PODINFO_LATENCY';

/**
 * What is wrong with a pod, as its container says. `PODINFO_FAILURES=500:30%,503:1%` makes shares of its answers
 * fail; `PODINFO_LATENCY=700ms:50%` makes a share of them late, or all without a share. The tag may say so too:
 * `6.0.2-bad` is 500:30%, `-bad50` 500:50%, `-bad2.4` 500:2.4%, `-slow` 800ms, `-slow300` 300ms.
 */
export function troubleOf(container: Container): Trouble {
  const [, kind, amount] = /-(bad|slow)(\d+(?:\.\d+)?)?$/.exec(tagOf(container)) ?? [];
  const failures = environmentOf(container, FAILURES) ?? (kind === 'bad' ? `500:${amount || '30'}%` : '');
  const delays = environmentOf(container, LATENCY) ?? (kind === 'slow' ? `${amount || '800'}ms` : '');
  const failing = partsOf(failures).map(({ what, share, text }) => ({ status: Number(what), share, text }));
  const late = partsOf(delays).map(({ what, share, text }) => ({
    ms: parseGoDuration(what) ?? Number.NaN,
    share,
    text,
  }));
  const isFailure = ({ status, share }: { readonly status: number; readonly share: number }): boolean =>
    Number.isInteger(status) && status >= 200 && status <= 599 && isShare(share);
  const isDelay = ({ ms, share }: { readonly ms: number; readonly share: number }): boolean =>
    ms >= 0 && isShare(share);
  return {
    failures: failing.filter(isFailure).map(({ status, share }) => ({ status, share })),
    delays: late.filter(isDelay).map(({ ms, share }) => ({ ms, share })),
    unread: [
      ...failing
        .filter((each) => !isFailure(each))
        .map(({ text }) => `${FAILURES}: found ${text}, allowed is a status and a share such as 500:30%`),
      ...late
        .filter((each) => !isDelay(each))
        .map(({ text }) => `${LATENCY}: found ${text}, allowed is a duration and a share such as 200ms:50%`),
    ],
  };
}

const isShare = (share: number): boolean => share >= 0 && share <= 1;

function partsOf(list: string): readonly { readonly what: string; readonly share: number; readonly text: string }[] {
  return list
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => {
      const [what = '', share] = text.split(':');
      return { what, share: share === undefined ? 1 : shareOf(share), text };
    });
}

const shareOf = (text: string): number => (/^\d+(\.\d+)?%$/.test(text) ? Number.parseFloat(text) / 100 : Number.NaN);

/** The troubles of a pod together with what fails in all of them alike, such as a database behind them. */
export const alsoFailing = ({ failures, ...trouble }: Trouble, shared: Trouble['failures']): Trouble => ({
  ...trouble,
  failures: [...failures, ...shared],
});

/** What happens to the next answer: the status that it fails with, if it does, and how late it comes (ms). */
export function fateOf(
  { failures, delays }: Trouble,
  random: () => number,
): { readonly status: number | undefined; readonly lateMs: number } {
  let point = random();
  const failure = failures.find(({ share }) => (point -= share) < 0);
  const lateMs = delays.reduce((ms, delay) => (random() < delay.share ? ms + delay.ms : ms), 0);
  return { status: failure?.status, lateMs };
}
