import { copyGolden } from '@flagger/testing';
import { type ApisixRoute, apisixRoute } from './apisix-route.ts';

const isRoute = (object: unknown): object is ApisixRoute =>
  typeof object === 'object' && object !== null && 'kind' in object && object.kind === 'ApisixRoute';

copyGolden(new URL('../golden/', import.meta.url), apisixRoute, isRoute);
