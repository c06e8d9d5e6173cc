import type { KubeObject } from '@flagger/api';
import type { Expression } from '@flagger/prometheus';
import type { Resource } from '../client/index.ts';

/** What the objects of a mesh say about requests, in words that all meshes share. */
export interface HostRoutes {
  /** Who says so, e.g. `VirtualService podinfo.test`. */
  readonly source: string;
  /** Full names (`podinfo.test.svc.cluster.local`, `app.example.com`), or with a star at the beginning. */
  readonly hosts: readonly string[];
  /** Gateways as `namespace/name`, and {@link MESH} for requests from within. */
  readonly gateways: readonly string[];
  /** The first that fits a request counts; where none does, the answer is 404. */
  readonly routes: readonly Route[];
}

/** The gateway that stands for the proxies beside the pods. */
export const MESH = 'mesh';

export interface Route {
  /** One of them must fit; none fits all. */
  readonly matches: readonly Match[];
  readonly destinations: readonly Destination[];
  readonly mirrors: readonly Mirror[];
  readonly rewrite: Rewrite;
  /** How long all attempts may take together; for ever if undefined. */
  readonly timeoutMs: number | undefined;
  readonly retries: Retries;
  readonly headers: HeaderChanges;
  readonly cors: Cors | undefined;
}

/**
 * How a text is compared; `present` is any text, a range has the first number that fits and the first that does no
 * more.
 */
export type TextMatch =
  | { readonly kind: 'exact' | 'prefix' | 'suffix' | 'present'; readonly text: string }
  | { readonly kind: 'regex'; readonly pattern: Pick<Expression, 'test'> }
  | { readonly kind: 'range'; readonly from: number; readonly to: number };

/** Requests that fit all of these. */
export interface Match {
  readonly uri?: TextMatch;
  readonly isUriCaseIgnored: boolean;
  readonly scheme?: TextMatch;
  readonly method?: TextMatch;
  readonly authority?: TextMatch;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, TextMatch>>;
  readonly withoutHeaders: Readonly<Record<string, TextMatch>>;
  readonly queryParams: Readonly<Record<string, TextMatch>>;
  readonly port?: number;
  /** Labels of the workload that sends the request. */
  readonly sourceLabels: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
  readonly gateways?: readonly string[];
}

/** A Kubernetes Service, or those of its pods that bear some labels. */
export interface Backend {
  readonly namespace: string;
  readonly name: string;
  readonly port?: number;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Destination {
  readonly to: Backend;
  /** Its share, beside those of the others. */
  readonly weight: number;
  readonly headers: HeaderChanges;
  /** Labels by which an ingress counts who is sent there by this rule; absent where it counts by nothing of the rule. */
  readonly counted?: Readonly<Record<string, string>>;
}

export interface Mirror {
  readonly to: Backend;
  /** Share of the requests that are copied. */
  readonly percent: number;
}

/** What becomes of the address: of the path the matched prefix, or the whole where it was compared otherwise. */
export interface Rewrite {
  readonly uri?: string;
  readonly regex?: { readonly pattern: Pick<Expression, 'replace'>; readonly to: string };
  readonly authority?: string;
}

export interface Retries {
  /** How many attempts come after the first. */
  readonly attempts: number;
  readonly perTryMs?: number;
  /** What is worth another attempt, in Envoy's words, and status codes. */
  readonly on: ReadonlySet<string>;
}

export interface HeaderChanges {
  readonly request: HeaderChange;
  readonly response: HeaderChange;
}

export interface HeaderChange {
  readonly set: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

export interface Cors {
  readonly origins: readonly TextMatch[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAgeSeconds?: number;
  readonly isWithCredentials: boolean;
}

/**
 * What was made of a mesh's objects; `ignored` are sentences about what the router cannot do, each naming the object.
 */
export interface Reading {
  readonly hosts: readonly HostRoutes[];
  readonly ignored: readonly string[];
}

/** How the objects of one mesh are read. */
export interface MeshReader {
  readonly resources: readonly Resource[];
  /** `objects` are all of these resources, oldest first. */
  read(objects: readonly KubeObject[]): Reading;
}
