import type { SplitObject } from '@flagger/mesh-kit';
import { asFound, listsBeside, refuseLoss } from './takeover.ts';
import {
  isRouted,
  routeLists,
  routesOf,
  toApex,
  type VirtualService,
  virtualService,
  virtualServiceRef,
  withWeights,
} from './virtual-service.ts';

/** Nothing of what a VirtualService says of routes. */
const NONE = { http: undefined, tcp: undefined, tls: undefined };

/** The VirtualService of a canary, as its router handles it. */
export const splitService: SplitObject<VirtualService> = {
  ref: virtualServiceRef,
  asRead: withWeights,
  built: (canary, routes, found) => virtualService(asFound(canary, found), routes),
  refuseLoss,
  routesOf,
  isRouted,
  resplit: (canary, found, routes) => ({
    ...found.spec,
    ...NONE,
    ...listsBeside(canary, found, routeLists(asFound(canary, found), routes)),
  }),
  beside: (canary, found, { spec }) => ({
    ...spec,
    ...listsBeside(canary, found, spec ?? {}),
    exportTo: found.spec?.exportTo,
  }),
  toApex: (canary, { spec }) => ({ ...spec, ...toApex(canary, spec) }),
};
