import { ALL_TO_CANARY, ALL_TO_PRIMARY, type Routes, type Stickiness } from '@flagger/api';
import { cookiePattern } from './cookies.ts';

/** A route for clients that send a cookie; it stands before that for everybody. */
export interface Sticky {
  /** The `Set-Cookie` that they got it by. */
  readonly cookie: string;
  readonly routes: Routes;
  /** The `Set-Cookie` for each answer, where the cookie is to be dropped. */
  readonly dropped?: string;
}

/** A `Set-Cookie` for the answers of each side, where they have one. */
export type HandedOut = Readonly<Partial<Record<'primary' | 'canary', string>>>;

/** The routes for clients that are not split like all others, or come from a run that is over. */
export function stickies(routes: Routes): readonly Sticky[] {
  const { stickiness } = routes;
  switch (stickiness?.kind) {
    case 'bound': {
      const { canary, primary } = stickiness;
      const stay = { cookie: canary, routes: ALL_TO_CANARY };
      return primary === undefined ? [stay] : [stay, { cookie: primary, routes: ALL_TO_PRIMARY }];
    }
    case 'over':
      return [{ cookie: stickiness.canary, routes, dropped: stickiness.canary }];
    default:
      return [];
  }
}

/** The cookies that answers to everybody hand out. */
export function handedOut({ stickiness }: Routes): HandedOut {
  if (stickiness?.kind !== 'bound') {
    return {};
  }
  const { canary, primary } = stickiness;
  return primary === undefined ? { canary } : { canary, primary };
}

/** A route as it was read: the `Set-Cookie` that all its answers get, and what the cookies of its requests must fit. */
export interface CookieRoute {
  readonly added: string | undefined;
  readonly patterns: readonly unknown[];
}

/**
 * The inverse of {@link stickies} and {@link handedOut}: the cookies that the answers of each side get, and the routes
 * that split, of which one for the senders of its own cookie has it dropped.
 */
export function stickinessOf(
  { primary, canary }: { readonly [side in keyof HandedOut]: HandedOut[side] | undefined },
  splits: readonly CookieRoute[],
): Stickiness | undefined {
  if (canary !== undefined) {
    return { kind: 'bound', canary, ...(primary === undefined ? {} : { primary }) };
  }
  const dropped = splits.find(({ added, patterns }) => added !== undefined && patterns.includes(cookiePattern(added)));
  return dropped?.added === undefined ? undefined : { kind: 'over', canary: dropped.added };
}
