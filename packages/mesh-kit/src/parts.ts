import type { HttpMatch, RoutedCanary, Routes } from '@flagger/api';
import { stickies } from './stickiness.ts';
import { sending } from './sticky-routes.ts';

/** Some of the requests for a service, and what becomes of them. */
export interface Part<Match> {
  /** One of them fits; all fit where there is none. */
  readonly matches: readonly Match[];
  readonly routes: Routes;
  /** Whether the primary alone gets them. */
  readonly isLeftAlone: boolean;
  /** The `Set-Cookie` that all answers get, where a cookie is to be dropped. */
  readonly dropped?: string;
}

/**
 * The parts that requests fall into, in the order in which a mesh is to look: who is in the test and then all others,
 * whom the primary serves; or who sends a cookie, and then everybody. `tests` are the matches of who is in the test.
 */
export function parts<Match extends object>(
  { spec }: RoutedCanary,
  routes: Routes,
  tests: readonly Match[],
): readonly Part<Match | HttpMatch>[] {
  const everybody = spec.service.match ?? [];
  if (spec.analysis.match?.length) {
    const { stickiness: _, ...split } = routes;
    return [
      { matches: tests, routes: split, isLeftAlone: false },
      { matches: everybody, routes: { ...split, mirrored: false }, isLeftAlone: true },
    ];
  }
  return [
    ...stickies(routes).map(({ cookie, ...sticky }) => ({
      ...sticky,
      matches: sending(cookie, everybody),
      isLeftAlone: false,
    })),
    { matches: everybody, routes, isLeftAlone: false },
  ];
}
