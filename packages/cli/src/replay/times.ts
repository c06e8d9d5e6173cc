import { type LocalAsked, textFlag } from '../command.ts';
import { EXIT, Ended } from '../exit.ts';
import { shortTime } from './short-time.ts';

/** From when to when is looked, and where runs begin; ms since the epoch. */
export interface Times {
  readonly from: number;
  readonly to: number;
  /** How far the beginnings of runs are apart, ms; undefined for one run. */
  readonly everyMs: number | undefined;
}

/** Reads `--from`, `--to` and `--every`, in whole seconds. */
export function timesIn(asked: LocalAsked): Times {
  const from = timeFlag(asked, 'from');
  if (from === undefined) {
    throw new Ended(EXIT.usage, '--from is missing: when did it begin? e.g. 24h, or 2026-01-01T10:00:00Z');
  }
  const to = timeFlag(asked, 'to') ?? wholeSeconds(asked.io.now());
  if (from >= to || to > asked.io.now()) {
    const found = `found ${shown(from)} and ${shown(to)}, and now it is ${shown(asked.io.now())}`;
    throw new Ended(
      EXIT.usage,
      `--from and --to: ${found}; allowed are a time of the past and a later one of the past`,
    );
  }
  const every = textFlag(asked, 'every');
  return { from, to, everyMs: every === undefined ? undefined : everyOf(every) };
}

const shown = (time: number): string => shortTime(new Date(time).toISOString());

function everyOf(text: string): number {
  const every = ago(text);
  if (every === undefined || every < 1000) {
    throw new Ended(EXIT.usage, `--every: found ${JSON.stringify(text)}, allowed is a time such as 30m, 1h or 1d`);
  }
  return every;
}

function timeFlag(asked: LocalAsked, name: 'from' | 'to'): number | undefined {
  const text = textFlag(asked, name);
  if (text === undefined) {
    return undefined;
  }
  const before = text === 'now' ? 0 : ago(text);
  const time = before === undefined ? Date.parse(IS_TIME.test(text) ? text : '') : asked.io.now() - before;
  if (Number.isNaN(time)) {
    const allowed = '2026-01-01T10:00:00Z, or 24h or 7d ago';
    throw new Ended(EXIT.usage, `--${name}: found ${JSON.stringify(text)}, allowed is a time such as ${allowed}`);
  }
  return wholeSeconds(time);
}

const IS_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;
const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** A time such as `24h`, `7d` or `1h30m`, in ms; undefined for another text. */
function ago(text: string): number | undefined {
  return /^(?:\d+[dhms])+$/.test(text)
    ? Array.from(text.matchAll(/(\d+)([dhms])/g)).reduce(
        (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
        0,
      )
    : undefined;
}

const wholeSeconds = (ms: number): number => Math.floor(ms / 1000) * 1000;
