import type { ConditionChange, Request, StatusChange, Verb } from '@flagger/api';
import type { Observed } from '../observed.ts';
import { info, warn, type Action } from '../step.ts';

/** What becomes of a request: refused with a reason, or what it does and how the status keeps that. */
export type Answer =
  | { readonly refused: string }
  | {
      readonly does: string;
      readonly change: StatusChange;
      /** Done before the status is written. */
      readonly first?: readonly Action[];
      /** Whether a step ends by it. */
      readonly touch?: boolean;
      /** Of which somebody is to hear at once. */
      readonly alarm?: string;
    };

const NAMES: Readonly<Record<Verb | 'pause', string>> = {
  abort: 'Abort',
  reject: 'Reject',
  promote: 'Promote',
  'skip-analysis': 'SkipAnalysis',
  approve: 'Approve',
  retry: 'Retry',
  pause: 'Pause',
};

/** The condition that remembers how the last request of this verb was answered. */
export const conditionOf = (verb: Verb): string => `AskedTo${NAMES[verb]}`;

/** A text that begins with the request, in quotes, so that the same one is known again. */
export const noted = (request: Request, what: string): string =>
  `${JSON.stringify(request.value)} ${whose(request)}${what}`;

/** Whether {@link noted} wrote the text about this very request, whoever applied it again since. */
export const isAbout = (text: string, { value }: Request): boolean => text.startsWith(`${JSON.stringify(value)} `);

/** Whether this request was answered before: whoever applies it again asks for nothing. */
export function isAnswered({ canary }: Observed, verb: Verb, request: Request): boolean {
  const known = canary.status.conditions?.find(({ type }) => type === conditionOf(verb));
  return known !== undefined && isAbout(known.message, request);
}

/** What the condition says of a request and its answer. */
export const remembered = (request: Request, answer: Answer): ConditionChange =>
  'refused' in answer
    ? { status: 'False', reason: 'Refused', message: noted(request, `is refused: ${answer.refused}`) }
    : { status: 'True', reason: 'Done', message: noted(request, `is done: ${answer.does}`) };

/** What users are told of it. */
export const told = (observed: Observed, request: Request, answer: Answer): Action =>
  'refused' in answer
    ? warn(observed, `${asked(request)} refused: ${answer.refused}`)
    : info(observed, `${asked(request)}: ${answer.does}`);

/** So much of an id is told, characters. */
const READABLE = 60;

/** The request as people read it, with who asked and when. */
export function asked({ verb, id, by, at }: Request): string {
  const when = at === undefined || at === id ? '' : ` at ${at}`;
  const named = id === '' ? '' : ` (${id.length > READABLE ? `${id.slice(0, READABLE)}…` : id})`;
  return `${NAMES[verb]}${named}${by === undefined ? '' : ` asked by ${by}`}${when}`;
}

function whose({ by, at }: Request): string {
  const when = at === undefined ? '' : `at ${at} `;
  return by === undefined ? when : `by ${by} ${when}`;
}
