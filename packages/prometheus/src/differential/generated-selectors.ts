import type { Chance } from './chance.ts';

/** Moments at which there are samples. */
export const TIMES = { middle: '1700000600', early: '1700000100.5' };
/** The names of series, the commonest more than once. */
export const METRICS = [
  'requests_total',
  'requests_total',
  'temperature',
  'temperature',
  'temperature',
  'level',
  'replicas',
  'build_info',
  'latency_seconds_bucket',
  'job:errors:rate',
  'flapping',
  'short',
  'gappy',
  'missing',
] as const;
/** What a selector may ask of labels. */
export const MATCHERS = [
  'job="api"',
  'job!="api"',
  'job=~"a.*|web"',
  'job!~"(?i:API)|w.b"',
  'instance="a:80"',
  'instance=~".:80"',
  'code=~"5.."',
  'code!~"[1-4]\\\\d+"',
  'code=~"2[[:digit:]]{2}|404"',
  'le="+Inf"',
  'le!="0.1"',
  'missing=""',
  'missing!="x"',
  'version=~"1\\\\.[01]"',
  "job=~'(?:api|db)$'",
  'job=~`\\w+`',
  'team=~".*\\u6f22"',
  'team=~"\\\\x{fc}.+"',
  'job=~".+"',
  'code=~"^(200|5\\\\d\\\\d)$"',
  'job=~""',
  'x!~"y|"',
] as const;

/** A selector without a range. */
export function selector(chance: Chance): string {
  const matchers = Array.from({ length: chance.whole(0, 2) }, () => chance.pick(MATCHERS)).join(
    chance.pick([',', ' , ']),
  );
  const metric = chance.pick(METRICS);
  if (chance.is(0.05)) {
    return `{__name__=~"${chance.pick(['level|replicas', 'requests_.*', '.*e.*'])}"${matchers && `,${matchers}`}}`;
  }
  return matchers === '' ? metric : `${metric}{${matchers}}`;
}

/** How long back. */
export const duration = (chance: Chance): string =>
  chance.pick(['30s', '1m', '90s', '1m30s', '2m', '5m', '10m', '15m', '45s500ms']);

/** A selector that may look from another time. */
export function moved(chance: Chance, text: string): string {
  if (chance.is(0.75)) {
    return text;
  }
  const at = chance.is(0.3) ? ` @ ${chance.pick([TIMES.middle, TIMES.early, 'end()', 'start()'])}` : '';
  return `${text}${at}${chance.is(0.6) ? ` offset ${chance.pick(['', '-'])}${duration(chance)}` : ''}`;
}
