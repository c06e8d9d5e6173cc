import type { KubeObject } from '@flagger/api';
import type { Said } from '@flagger/mesh-kit';

/** The fields of an HTTPRoute that we read and write. */
export interface HttpRoute extends KubeObject {
  readonly spec?: HttpRouteSpec;
  readonly status?: { readonly parents?: readonly ParentStatus[] };
}

/** What it asks for. */
export interface HttpRouteSpec {
  readonly parentRefs?: readonly ParentRef[];
  readonly hostnames?: readonly string[];
  readonly rules?: readonly Rule[];
}

/** The gateway, or with a mesh the service, whose requests are routed. */
export interface ParentRef extends ServiceRef {
  readonly sectionName?: string;
}

/** Where the requests go that fit one of the matches. */
export interface Rule {
  readonly matches?: readonly RouteMatch[];
  readonly filters?: readonly Filter[];
  readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
  readonly backendRefs?: readonly BackendRef[];
}

/** What the controller of one parent says about the route. */
export interface ParentStatus {
  readonly parentRef: ParentRef;
  readonly conditions?: readonly Said[];
}

/** Which requests a rule is for: those that fit all of one match. */
export interface RouteMatch {
  readonly path: { readonly type: 'PathPrefix' | 'Exact' | 'RegularExpression'; readonly value: string };
  readonly method?: string;
  readonly headers?: readonly NamedMatch[];
  readonly queryParams?: readonly NamedMatch[];
}

/** A header or a query parameter, and how its value is compared. */
export interface NamedMatch {
  readonly name: string;
  readonly type: 'Exact' | 'RegularExpression';
  readonly value: string;
}

/** What a gateway does to requests on the way; `type` says which of the fields is there. */
export interface Filter {
  readonly type: 'RequestHeaderModifier' | 'ResponseHeaderModifier' | 'URLRewrite' | 'RequestMirror' | 'CORS';
  readonly requestHeaderModifier?: HeaderModifier;
  readonly responseHeaderModifier?: HeaderModifier;
  readonly urlRewrite?: object;
  /** Who gets copies, and of how many of 100 requests: all where that is absent. */
  readonly requestMirror?: { readonly backendRef: ServiceRef; readonly percent?: number };
  readonly cors?: object;
}

/** Changes to headers. */
export interface HeaderModifier {
  readonly add?: readonly { readonly name: string; readonly value: string }[];
  readonly set?: HeaderModifier['add'];
  readonly remove?: readonly string[];
}

/** One share of a rule; a missing weight counts as 1. */
export interface BackendRef extends ServiceRef {
  readonly weight?: number;
  readonly filters?: readonly Filter[];
}

/** Names whom requests or their copies are sent to: a Service unless it says otherwise. */
export interface ServiceRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
}
