import { inspect } from 'node:util';
import { redactedText } from '@flagger/api';

const MASK = '***';

const SECRET_KEY =
  /^(authorization|proxy-authorization|cookie|set-cookie|.*(token|password|passwd|secret|api[-_]?key|credentials?))$/i;

/**
 * A copy of a log line's keys in which no token, password or webhook address can be read. Errors become their
 * messages, causes included.
 */
export function redacted(keys: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, hidden(key, value, [])]));
}

/** What went wrong and because of what, in one line, redacted. */
export function errorText(error: unknown): string {
  const messages: string[] = [];
  for (
    let each = error;
    each !== undefined && messages.length < 5;
    each = each instanceof Error ? each.cause : undefined
  ) {
    messages.push(each instanceof Error ? each.message : typeof each === 'string' ? each : inspect(each));
  }
  return redactedText(messages.join(': '));
}

function hidden(key: string, value: unknown, inside: readonly object[]): unknown {
  if (typeof value === 'string') {
    return SECRET_KEY.test(key) && value !== '' ? MASK : redactedText(value);
  }
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (value instanceof Error) {
    return errorText(value);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (inside.includes(value) || inside.length > 5) {
    return '...';
  }
  return hiddenInside(key, value, [...inside, value]);
}

function hiddenInside(key: string, value: object, inside: readonly object[]): unknown {
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => hidden(key, item, inside));
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => [name, hidden(name, item, inside)]),
  );
}
