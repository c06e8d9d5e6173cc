import type { Behaviour, Plan } from '@flagger/rehearsal';
import { durationFlag, type LocalAsked, textFlag } from '../command.ts';
import { EXIT, Ended } from '../exit.ts';

const DAY = 86_400_000;
const USUAL: Behaviour = { errors: 0, p99Ms: 100 };

/** The circumstances that a command line names. */
export function circumstances(asked: LocalAsked): Omit<Plan, 'canary' | 'objects' | 'released' | 'provider'> {
  return {
    image: textFlag(asked, 'image'),
    seed: numberFlag(asked, { name: 'seed', pattern: /^\d{1,9}$/, example: '7' }) ?? 1,
    traffic: {
      rate: numberFlag(asked, { name: 'traffic', pattern: /^(\d+(?:\.\d+)?)(?:rps)?$/, example: '50rps' }) ?? 50,
      ...behaviours(asked),
      from: numberFlag(asked, { ...A_SHARE, name: 'at' }) ?? 0,
      cohort: (numberFlag(asked, { ...A_SHARE, name: 'cohort' }) ?? 10) / 100,
    },
    hooks: {
      opening: Object.fromEntries(listFlag(asked, 'approve').map(approval)),
      failing: listFlag(asked, 'failHook'),
    },
    values: Object.fromEntries(
      listFlag(asked, 'metric').map((text) => {
        const [, name = '', value = ''] = found(text, /^([^=]+)=(-?\d+(?:\.\d+)?)$/, ['metric', 'error-rate=42']);
        return [name, Number(value)];
      }),
    ),
    longestMs: DAY,
  };
}

/** How many times faster than life a story is told; undefined: as fast as can be. */
export function speedOf(asked: LocalAsked): number | undefined {
  const text = textFlag(asked, 'speed') ?? 'max';
  return text === 'max' ? undefined : Number(found(text, /^([1-9]\d*)x$/, ['speed', '60x, or max'])[1]);
}

/** How many requests of users may fail; undefined: any number. */
export const mostFailed = (asked: LocalAsked): number | undefined =>
  numberFlag(asked, { name: 'maxFailedRequests', pattern: /^\d+$/, example: '10' });

const A_SHARE = { pattern: /^(100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%$/, example: '20%' };

function behaviours(asked: LocalAsked): { readonly fresh: Behaviour; readonly former: Behaviour } {
  const of = { canary: { ...USUAL }, primary: { ...USUAL } };
  for (const text of listFlag(asked, 'errors')) {
    const pattern = /^(canary|primary)=(100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%$/;
    const [, side, share] = found(text, pattern, ['errors', 'canary=3%']);
    of[side === 'primary' ? 'primary' : 'canary'].errors = Number(share) / 100;
  }
  for (const text of listFlag(asked, 'latency')) {
    const pattern = /^(?:(canary|primary):)?p99=(\d+(?:\.\d+)?(?:ms|s))$/;
    const [, side, time = ''] = found(text, pattern, ['latency', 'p99=800ms']);
    const p99Ms = Number.parseFloat(time) * (time.endsWith('ms') ? 1 : 1000);
    if (p99Ms <= 0) {
      throw wrong('latency', text, 'p99=800ms');
    }
    of[side === 'primary' ? 'primary' : 'canary'].p99Ms = p99Ms;
  }
  return { fresh: of.canary, former: of.primary };
}

function approval(text: string): readonly [string, number] {
  const [, name = '', time = ''] = found(text, /^(.+)@([\d.hms]+)$/, ['approve', 'gate@30s']);
  return [name, durationFlag({ flags: { approve: time } }, 'approve', 0)];
}

interface NumberFlag {
  readonly name: string;
  readonly pattern: RegExp;
  readonly example: string;
}

function numberFlag(asked: LocalAsked, { name, pattern, example }: NumberFlag): number | undefined {
  const text = textFlag(asked, name);
  if (text === undefined) {
    return undefined;
  }
  const [whole, number = whole] = found(text, pattern, [name, example]);
  return Number(number);
}

function listFlag({ flags }: LocalAsked, name: string): readonly string[] {
  const value = flags[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function found(text: string, pattern: RegExp, [name, example]: readonly [string, string]): readonly string[] {
  const match = pattern.exec(text);
  if (match === null) {
    throw wrong(name, text, example);
  }
  return match;
}

const wrong = (name: string, text: string, example: string): Ended => {
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return new Ended(EXIT.usage, `--${flag}: found ${JSON.stringify(text)}, allowed is one such as ${example}`);
};
