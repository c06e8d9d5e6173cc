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
  readonly requestHeadersPolicy?: HeadersPolicy;
}

/** One share; a missing weight counts as 0 beside others. */
export interface Service {
  readonly name?: string;
  readonly port?: number;
  readonly weight?: number;
  readonly requestHeadersPolicy?: HeadersPolicy;
}

/** Changes to headers. */
export interface HeadersPolicy {
  readonly set?: readonly { readonly name: string; readonly value: string }[];
  readonly remove?: readonly string[];
}

/** The header by which Linkerd inside the cluster sends a request to the same service. */
export const LINKERD_HEADER = 'l5d-dst-override';

/** Who gets which share by a route. */
export const sharesIn = ({ services = [] }: Route): readonly Share[] =>
  services.map(({ name, weight = 0 }) => ({ to: name, percent: weight }));
