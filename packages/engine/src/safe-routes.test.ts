import { ALL_TO_CANARY, ALL_TO_PRIMARY, split } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { safeRoutes } from './safe-routes.ts';
import { NOT_YET, observed } from './stories/observed-run.ts';

const isDown = { primary: NOT_YET, isPrimaryServing: false };
const unusable = { state: 'unusable', message: '', field: '', found: '', allowed: '' } as const;

describe('users of a primary without pods', () => {
  it('go to the canary as well where nobody can tell whether it serves, since some are there', () => {
    const seen = observed({ ...isDown, routes: split(21), also: { target: unusable } });
    expect(safeRoutes(seen, ALL_TO_PRIMARY)).toEqual(ALL_TO_CANARY);
  });

  it('go to a canary that serves, also where the routes were deleted and are made again, not where no mesh is installed', () => {
    const wanted = (also: object) => safeRoutes(observed({ ...isDown, routes: undefined, also }), split(50));
    expect(wanted({})).toEqual(ALL_TO_CANARY);
    const uninstalled = { message: 'no VirtualService', since: 0, againAt: Infinity };
    expect(wanted({ uninstalled })).toEqual(split(50));
  });

  it('stay where they are while nobody is on such a canary, or it is known not to be ready', () => {
    const unknown = observed({ ...isDown, routes: ALL_TO_PRIMARY, also: { target: unusable } });
    expect(safeRoutes(unknown, ALL_TO_PRIMARY)).toEqual(ALL_TO_PRIMARY);
    const starting = observed({ ...isDown, routes: split(21), target: { state: NOT_YET, isServing: true } });
    expect(safeRoutes(starting, ALL_TO_PRIMARY)).toEqual(split(21));
  });
});

describe('users after a promotion that failed', () => {
  const wanted = (weights: boolean) =>
    safeRoutes(
      observed({
        ...isDown,
        status: { phase: 'Failed', canaryWeight: 100 },
        routes: undefined,
        also: { mesh: { weights, mirror: false, match: false, sticky: false } },
      }),
      ALL_TO_PRIMARY,
    );

  it('are on the target where a mesh led them there, and without one stay where the apex service leads', () => {
    expect([wanted(true), wanted(false)]).toEqual([ALL_TO_CANARY, ALL_TO_PRIMARY]);
  });
});
