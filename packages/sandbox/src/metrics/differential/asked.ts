import { difference, isEmpty, mistakeDifference, type Reply } from './compare.ts';

/** A query, when it is asked for (seconds), and whether values or a refusal are expected. */
export interface Question {
  readonly about: string;
  readonly query: string;
  readonly kind: 'values' | 'mistake';
  readonly when: { readonly time: number } | { readonly start: number; readonly seconds: number; readonly step: number };
}

/** What both said to a question. */
export interface Asked {
  readonly question: Question;
  readonly real: Reply;
  readonly ours: Reply;
  readonly hasValues: boolean;
  readonly difference: string | undefined;
}

/** Asks both. */
export async function asked(question: Question, realAddress: string, ourAddress: string): Promise<Asked> {
  const [real, ours] = await Promise.all([reply(realAddress, question), reply(ourAddress, question)]);
  const compared = question.kind === 'mistake' ? mistakeDifference(real, ours) : difference(real, ours, isOrdered(question));
  return { question, real, ours, hasValues: !isEmpty(real), difference: compared };
}

/** Only these two promise an order, and only at one time. */
const isOrdered = ({ query, when }: Question): boolean => /^sort(?:_desc)?\(/.test(query) && 'time' in when;

async function reply(address: string, { query, when }: Question): Promise<Reply> {
  const isRange = 'start' in when;
  const times = isRange ? { start: when.start, end: when.start + when.seconds, step: when.step } : { time: when.time };
  const form = new URLSearchParams({ query, ...Object.fromEntries(Object.entries(times).map(([name, value]) => [name, String(value)])) });
  const response = await fetch(`${address}/api/v1/${isRange ? 'query_range' : 'query'}`, { method: 'POST', body: form });
  return { status: response.status, body: await response.json() };
}
