import type { KubeObject } from '@flagger/api';

/** The fields of Gloo's RouteTable that we read and write. */
export interface RouteTable extends KubeObject {
  readonly spec?: { readonly routes?: readonly Route[] };
}

/** The first route that fits a request decides; one without matchers fits all that come to the table. */
export interface Route {
  readonly inheritablePathMatchers?: boolean;
  /** One of them must fit. */
  readonly matchers?: readonly Matcher[];
  readonly routeAction?: {
    readonly single?: Destination;
    readonly multi?: { readonly destinations?: readonly WeightedDestination[] };
  };
}

/** All of its headers must fit. */
export interface Matcher {
  readonly headers?: readonly HeaderMatcher[];
}

/** A value, or with `regex` a pattern that the whole value fits. */
export interface HeaderMatcher {
  readonly name: string;
  readonly value: string;
  readonly regex?: true;
}

/** One share; a missing weight counts as 0. */
export interface WeightedDestination {
  readonly destination?: Destination;
  readonly weight?: number;
}

/** An Upstream, or a service of the cluster. */
export interface Destination {
  readonly upstream?: { readonly name?: string; readonly namespace?: string };
  readonly kube?: { readonly ref?: { readonly name?: string; readonly namespace?: string }; readonly port?: number };
}

/** The fields of Gloo's Upstream that we read and write. */
export interface Upstream extends KubeObject {
  readonly spec?: UpstreamSpec;
}

/** Which service it is, and how that is called: the settings are those of `upstreamRef`. */
export interface UpstreamSpec extends Readonly<Record<string, unknown>> {
  readonly kube?: {
    readonly serviceName?: string;
    readonly serviceNamespace?: string;
    readonly servicePort?: number;
    readonly selector?: Readonly<Record<string, string>>;
  };
}
