import {
  ALL_TO_CANARY,
  ALL_TO_PRIMARY,
  isJsonObject,
  type HttpMatch,
  type Routes,
  type Stickiness,
} from '@flagger/api';
import { cookiePattern, isSplit, type Two } from '@flagger/mesh-kit';
import { type Destination, sharesIn } from './destinations.ts';

/** Headers that answers get, as a route or a destination says it. */
export interface AnswerHeaders {
  readonly response: { readonly add: Readonly<Record<string, string>> };
}

/** An entry for clients that send a cookie. */
export interface Sticky {
  /** The `Set-Cookie` that they got it by. */
  readonly cookie: string;
  readonly routes: Routes;
  /** Added to each answer, where the cookie is to be dropped. */
  readonly dropped?: AnswerHeaders;
}

/** The entries for clients that are not split like all others, or come from a run that is over; they stand first. */
export function stickies(routes: Routes): readonly Sticky[] {
  const { stickiness } = routes;
  switch (stickiness?.kind) {
    case 'bound': {
      const { canary, primary } = stickiness;
      const stay = { cookie: canary, routes: ALL_TO_CANARY };
      return primary === undefined ? [stay] : [stay, { cookie: primary, routes: ALL_TO_PRIMARY }];
    }
    case 'over':
      return [{ cookie: stickiness.canary, routes, dropped: adding(stickiness.canary) }];
    default:
      return [];
  }
}

/** Requests with the cookie that fit a match of the service, its other headers too. */
export function sending({ cookie }: Sticky, service: readonly HttpMatch[]): readonly object[] {
  const Cookie = { regex: cookiePattern(cookie) };
  const all: readonly HttpMatch[] = service.length > 0 ? service : [{}];
  return all.map((match) => ({ ...match, headers: { ...match.headers, Cookie } }));
}

/** The destinations of the split, each with the cookie that its answers hand out. */
export function handingOut(
  [primary, canary]: readonly [Destination, Destination],
  { stickiness }: Routes,
): readonly Destination[] {
  if (stickiness?.kind !== 'bound') {
    return [primary, canary];
  }
  return [
    stickiness.primary === undefined ? primary : { ...primary, headers: adding(stickiness.primary) },
    { ...canary, headers: adding(stickiness.canary) },
  ];
}

/** An entry as it is read. */
interface Entry {
  readonly match?: readonly object[];
  readonly route?: readonly Destination[];
  readonly headers?: unknown;
}

/** The inverse of {@link stickies} and {@link handingOut}: `split` is the entry for everybody, among `all`. */
export function stickinessIn(names: Two, split: Entry, all: readonly Entry[]): Stickiness | undefined {
  const [primary, canary] = [names.primary, names.canary].map((name) =>
    addedBy(split.route?.find(({ destination }) => destination?.host === name)?.headers),
  );
  if (canary !== undefined) {
    return { kind: 'bound', canary, ...(primary === undefined ? {} : { primary }) };
  }
  const over = all.find((entry) => isSplit(names, sharesIn(entry.route)) && isSent(addedBy(entry.headers), entry));
  const dropped = addedBy(over?.headers);
  return dropped === undefined ? undefined : { kind: 'over', canary: dropped };
}

/** Whether an entry is for those who send this cookie. */
const isSent = (cookie: string | undefined, { match = [] }: Entry): boolean =>
  cookie !== undefined
  && match.some((each) => 'headers' in each && valueAt(each.headers, 'Cookie', 'regex') === cookiePattern(cookie));

const adding = (cookie: string): AnswerHeaders => ({ response: { add: { 'Set-Cookie': cookie } } });

function addedBy(headers: unknown): string | undefined {
  const cookie = valueAt(headers, 'response', 'add', 'Set-Cookie');
  return typeof cookie === 'string' ? cookie : undefined;
}

const valueAt = (parent: unknown, ...path: readonly string[]): unknown =>
  path.reduce((value, key) => (isJsonObject(value) ? value[key] : undefined), parent);
