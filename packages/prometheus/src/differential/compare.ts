/** The answer of one of the two, as it came. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** How close numbers must be: what is left to the order of sums and to the last digit of functions. */
const TOLERANCE = 1e-11;

/**
 * What of two replies counts: the order of their values, and which of several series that are too many their messages
 * name first.
 */
export interface Strictness {
  readonly isOrdered: boolean;
  readonly isWorded: boolean;
}

/** Where two replies to one query differ; undefined where they are the same. */
export function difference(real: Reply, ours: Reply, { isOrdered, isWorded }: Strictness): string | undefined {
  if (real.status !== ours.status) {
    return `status ${real.status} and ${ours.status}`;
  }
  if (real.status !== 200) {
    return isWorded ? mistakeDifference(real, ours) : undefined;
  }
  const [one, other] = [resultOf(real), resultOf(ours)];
  if (one.type !== other.type) {
    return `result of type ${one.type} and ${other.type}`;
  }
  if (isOrdered && !sameValues(one.result.map(valuesOf).flat(), other.result.map(valuesOf).flat())) {
    return 'other order or values';
  }
  return isOrdered ? undefined : seriesDifference(inOrder(one.result), inOrder(other.result));
}

/** Where two refusals of one query differ, in their messages too. */
export function mistakeDifference(real: Reply, ours: Reply): string | undefined {
  if (real.status === 200) {
    return 'the real one accepts it';
  }
  if (real.status !== ours.status) {
    return `status ${real.status} and ${ours.status}`;
  }
  const [message, other] = [text(real.body, 'error'), text(ours.body, 'error')];
  // what Prometheus would have expected at a place depends on how its parser is made: there, the place counts
  const isAtPlace = SYNTAX.exec(message)?.[0] !== undefined && SYNTAX.exec(message)?.[0] === SYNTAX.exec(other)?.[0];
  return message === other || isAtPlace ? undefined : 'other message';
}

const SYNTAX =
  /^.*\d+:\d+: parse error: (?=unexpected|unknown escape|illegal character|escape sequence|error parsing regexp)/;

/** Where two lists differ; they have an order only where they are of texts. */
export function listDifference(real: Reply, ours: Reply): string | undefined {
  if (real.status !== 200 || ours.status !== 200) {
    return mistakeDifference(real, ours);
  }
  const [one, other] = [real, ours].map(({ body }) => {
    const data = part(body, 'data');
    const all: readonly unknown[] = Array.isArray(data) ? data : [];
    const items = all.map((item) =>
      typeof item === 'string' ? item : JSON.stringify(Object.entries(item ?? {}).sort()),
    );
    return (typeof all[0] === 'string' ? items : items.sort()).join('\n');
  });
  return one === other && one !== '' ? undefined : 'other items, or none';
}

/** Whether there is any value in a reply. */
export const isEmpty = (reply: Reply): boolean => reply.status !== 200 || resultOf(reply).result.length === 0;

interface Result {
  readonly type: string;
  readonly result: readonly unknown[];
}

function resultOf({ body }: Reply): Result {
  const data = part(body, 'data');
  const result = part(data, 'result');
  const type = text(data, 'resultType');
  return {
    type,
    result: Array.isArray(result)
      ? type === 'scalar' || type === 'string'
        ? [{ metric: {}, value: result }]
        : result
      : [],
  };
}

const part = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
const text = (value: unknown, name: string): string => String(part(value, name));

const metricOf = (series: unknown): string => JSON.stringify(Object.entries(part(series, 'metric') ?? {}).sort());
const inOrder = (result: readonly unknown[]): readonly unknown[] =>
  [...result].sort((one, other) => (metricOf(one) < metricOf(other) ? -1 : 1));

/** Times and values of a series, one after the other. */
function valuesOf(series: unknown): readonly unknown[] {
  return [part(series, 'value') ?? part(series, 'values')].flat(2);
}

function seriesDifference(real: readonly unknown[], ours: readonly unknown[]): string | undefined {
  const [metrics, others] = [real, ours].map((result) => result.map(metricOf).join(' '));
  if (metrics !== others) {
    return 'other series';
  }
  const index = real.findIndex((series, place) => !sameValues(valuesOf(series), valuesOf(ours[place])));
  return index < 0 ? undefined : `other values of ${metricOf(real[index])}`;
}

function sameValues(real: readonly unknown[], ours: readonly unknown[]): boolean {
  return real.length === ours.length && real.every((value, index) => isSame(value, ours[index]));
}

/** The same text, or numbers that are not quite the same; the same number must be written alike. */
function isSame(real: unknown, ours: unknown): boolean {
  if (real === ours) {
    return true;
  }
  const [one, other] = [Number(real), Number(ours)];
  return Math.abs(one - other) <= TOLERANCE * Math.max(Math.abs(one), Math.abs(other)) && (one !== other || one === 0);
}
