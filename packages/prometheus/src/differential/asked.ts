import { difference, isEmpty, listDifference, mistakeDifference, type Reply, type Strictness } from './compare.ts';

/**
 * A query, when it is asked for (seconds), and what is expected: values, a refusal, or a list (of which `query` is
 * the path).
 */
export interface Question {
  readonly about: string;
  readonly query: string;
  readonly kind: 'values' | 'mistake' | 'list';
  readonly when:
    { readonly time: number } | { readonly start: number; readonly seconds: number; readonly step: number };
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
  return {
    question,
    real,
    ours,
    hasValues: question.kind === 'values' && !isEmpty(real),
    difference: compared(question, real, ours),
  };
}

function compared(question: Question, real: Reply, ours: Reply): string | undefined {
  switch (question.kind) {
    case 'values':
      return difference(real, ours, strictness(question));
    case 'mistake':
      return mistakeDifference(real, ours);
    case 'list':
      return listDifference(real, ours);
  }
}

/** Prometheus keeps an order only at one time, and promises one only for these two functions. */
const strictness = ({ query, when }: Question): Strictness => ({
  isOrdered: /^sort(?:_desc)?\(/.test(query) && 'time' in when,
  isWorded: 'time' in when,
});

async function reply(address: string, { query, kind, when }: Question): Promise<Reply> {
  if (kind === 'list') {
    return read(await fetch(`${address}/api/v1/${query}`));
  }
  const isRange = 'start' in when;
  const times = isRange ? { start: when.start, end: when.start + when.seconds, step: when.step } : { time: when.time };
  const form = new URLSearchParams({
    query,
    ...Object.fromEntries(Object.entries(times).map(([name, value]) => [name, String(value)])),
  });
  return read(await fetch(`${address}/api/v1/${isRange ? 'query_range' : 'query'}`, { method: 'POST', body: form }));
}

const read = async (response: Response): Promise<Reply> => ({ status: response.status, body: await response.json() });
