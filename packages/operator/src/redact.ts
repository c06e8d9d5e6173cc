import { inspect } from 'node:util';

const MASK = '***';

/** Longer texts are cut, so that what a server answers can neither fill the log nor keep the patterns below busy. */
const LONGEST = 8_000;

const SECRET_KEY =
  /^(authorization|proxy-authorization|cookie|set-cookie|.*(token|password|passwd|secret|api[-_]?key|credentials?))$/i;

/** What hides in texts, and what is left of it. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // user:password@ in addresses
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^/\s"'@]+@/gi, `$1${MASK}@`],
  // webhooks whose path is the secret
  [/(\bhooks\.slack(?:-gov)?\.com\/)[^\s"'?]+/gi, `$1${MASK}`],
  [/(\b(?:discord|discordapp)\.com\/api\/(?:v\d+\/)?webhooks\/)[^\s"'?]+/gi, `$1${MASK}`],
  [/(\b[\w.-]{0,80}(?:office\.com|logic\.azure\.com(?::\d+)?|powerplatform\.com(?::\d+)?)\/)[^\s"']+/gi, `$1${MASK}`],
  [/(\bchat\.googleapis\.com\/v1\/spaces\/)[^\s"']+/gi, `$1${MASK}`],
  [/(\/hooks\/)[^\s"'?]+/gi, `$1${MASK}`],
  // secrets in the query of an address
  [/([?&][^=&\s"']{0,40}(?:token|key|secret|passw|sig|auth|credential)[^=&\s"']{0,40}=)[^&\s"'#]+/gi, `$1${MASK}`],
  [/\b(bearer|basic)\s+[\w.~+/-]{6,}=*/gi, `$1 ${MASK}`],
  [/(\bauthorization["']?\s*[:=]\s*["']?)(?!(?:bearer|basic) \*)[^\s"',]+/gi, `$1${MASK}`],
  // tokens that show by their form: JSON web tokens, Slack's
  [/\beyJ[\w-]{5,}\.[\w-]{5,}(\.[\w-]*)?/g, MASK],
  [/\bxox[a-z]-[\w-]+/g, MASK],
];

/**
 * A copy of a log line's keys in which no token, password or webhook address can be read. Errors become their
 * messages, causes included.
 */
export function redacted(keys: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, hidden(key, value, [])]));
}

/** A text without what must not be read in it, and not longer than anybody reads. */
export function redactedText(said: string): string {
  const short = said.length > LONGEST ? `${said.slice(0, LONGEST)}...` : said;
  return PATTERNS.reduce((rest, [pattern, left]) => rest.replace(pattern, left), short);
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
