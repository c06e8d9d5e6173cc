import type { KubeObject } from '@flagger/api';
import type { Said, Share } from '@flagger/mesh-kit';
import type { Condition } from './conditions.ts';

/** The fields of Contour's HTTPProxy that we read and write. */
export interface HttpProxy extends KubeObject {
  readonly spec?: HttpProxySpec;
  readonly status?: { readonly currentStatus?: string; readonly conditions?: readonly ProxyCondition[] };
}

/** One thing that Contour says about an object; errors are what it will not take. */
export interface ProxyCondition extends Said {
  readonly errors?: readonly { readonly reason?: string; readonly message?: string }[];
}

/** What it asks for. */
export interface HttpProxySpec {
  readonly ingressClassName?: string;
  readonly routes?: readonly Route[];
}

/** The route with the most conditions that fit a request decides. */
export interface Route {
  readonly conditions?: readonly Condition[];
  readonly services?: readonly Service[];
  readonly timeoutPolicy?: object;
  readonly retryPolicy?: object;
}

/** One share; a missing weight counts as 0 beside others. */
export interface Service {
  readonly name?: string;
  readonly port?: number;
  readonly weight?: number;
  readonly requestHeadersPolicy?: object;
}

/** Who gets which share by a route. */
export const sharesIn = ({ services = [] }: Route): readonly Share[] =>
  services.map(({ name, weight = 0 }) => ({ to: name, percent: weight }));
