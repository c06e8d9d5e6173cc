import type { Canary } from './canary.ts';
import type { Problem } from './errors.ts';
import type { MeshRouter } from './mesh-router.ts';
import type { Objects } from './objects.ts';
import type { RouteField } from './route-fields.ts';
import type { Workloads } from './workloads.ts';

/** All we know of one mesh: how to route in it, what it cannot do, and how to ask Prometheus about it. */
export interface MeshProvider {
  /** The names by which a Canary or the command line picks it, e.g. `istio`; the first is the usual one. */
  readonly names: readonly string[];
  readonly capabilities: Capabilities;
  /** PromQL with `{{ namespace }}`, `{{ target }}`, `{{ interval }}` and the other variables of metric templates. */
  readonly queries: {
    readonly successRate: string;
    /**
     * The requests that `successRate` is a part of: a number above 0 where there were any, also where `successRate` has no
     * value since none of them succeeded. Absent where it always has one then.
     */
    readonly requests?: string;
    readonly duration: string;
    /** A name as the labels of the series have it; as it is where absent. */
    readonly written?: (name: string) => string;
  };
  /**
   * Counters that tell the canary's requests from the primary's, the best first: canary and primary are compared by
   * them. Absent where the mesh has none.
   */
  readonly counters?: readonly Counters[];
  /** Why it has none, for whoever asks to compare by them: ends a sentence. Absent where it has some. */
  readonly uncounted?: string;
  /** What one unit of the duration query is. */
  readonly durationUnit: 'ms' | 's';
  /**
   * Its proxies are beside all pods, whoever routes: as the operator's own mesh it judges the Canaries of every other
   * one too, by its queries and counters.
   */
  readonly judgesAll?: true;
  /** The API kinds that the cluster must serve, e.g. `virtualservices.networking.istio.io`. */
  readonly crds: readonly string[];
  /**
   * All that its router asks of the API server, and nothing else: no kind, and no API group, that is not named here
   * is ever asked.
   */
  readonly rules: readonly MeshRule[];
  /** The fields of `spec.service` for meshes that change what its router writes; `warnings` name what is said in others. */
  readonly reads: readonly RouteField[];
  /**
   * What this mesh would route otherwise than the Canary says: it is refused when it is read. Empty where there is
   * nothing.
   */
  problems(canary: Canary): readonly Problem[];
  /**
   * What a Canary asks for and this mesh leaves undone, without sending anybody astray: whole sentences, told at each
   * step of a run. Absent where there can be nothing.
   */
  warnings?(canary: Canary): readonly string[];
  router(objects: Objects, chosen: ChosenMesh): MeshRouter;
  /** The workload port, where the mesh's object is the workload itself (Knative); absent: Kubernetes' own workloads. */
  workloads?(objects: Objects, chosen: ChosenMesh): Workloads;
}

/** Counters of requests by arm (canary or primary) and outcome, as a Prometheus has them. */
export interface Counters {
  /** Who counts: callers and what they call see retries and requests that reach nobody otherwise. */
  readonly seenFrom: 'client' | 'ingress' | 'server';
  /**
   * A selector of the series, with the variables of `queries` but for the interval, and `{{ primaryRoute }}`, which is to
   * the primary what `{{ route }}` is to the target; ends with `}`.
   */
  readonly requests: string;
  /** The label that says the outcome, and the expression (anchored) of what counts as failed. */
  readonly code: string;
  readonly failed: string;
  /** The same of the buckets of durations; absent where there are none. */
  readonly durations?: string;
  /** What one unit of their bounds is. */
  readonly unit: 'ms' | 's';
  /** The label that tells the arms apart, and the expressions (anchored) of its values. */
  readonly arm: { readonly label: string; readonly canary: string; readonly primary: string };
  /** Each attempt counts, not each request of a client. */
  readonly byAttempt?: true;
  /** Whether each request is sent by chance, or in turns. */
  readonly routing: 'random' | 'rotation';
}

/** What a mesh can do with traffic, as data. */
export interface Capabilities {
  /** Can give the canary a share between 0 and 100. */
  readonly weights: boolean;
  /** Can copy requests to the canary. */
  readonly mirror: boolean;
  /** Can route by header or cookie (A/B testing). */
  readonly match: boolean;
  /** Can give the canary a share of those who match; false where it is all of them or none. Absent: true. */
  readonly sharesOfMatch?: boolean;
  /** Can keep clients that were sent to the canary there (session affinity): routes then have a `stickiness`. */
  readonly sticky: boolean;
  /** Which field of the Canary names the user's object that the routes stand beside; absent where none does. */
  readonly beside?: 'ingressRef' | 'routeRef';
}

/** What is asked of the API server about one kind, as a rule of a ClusterRole says it. */
export interface MeshRule {
  /** Empty for kinds of the core, such as `services`. */
  readonly apiGroup: string;
  /** In the plural, e.g. `virtualservices`. */
  readonly resource: string;
  readonly verbs: readonly MeshVerb[];
}

/** Whoever reads does `get`, `list` and `watch`; `replace` is an `update`, `remove` a `delete`. */
export type MeshVerb = 'get' | 'list' | 'watch' | 'create' | 'patch' | 'update' | 'delete';

/** How a mesh was chosen: by which of its names, and with which options. */
export interface ChosenMesh {
  readonly name: string;
  readonly options: MeshOptions;
}

/** The flags that only some meshes listen to, in groups. */
export interface MeshOptions {
  readonly ingress: IngressOptions;
}

/** How the objects of an ingress are marked. */
export interface IngressOptions {
  /** `-ingress-class`: the class of generated objects; empty for none. */
  readonly className: string;
  /** `-ingress-annotations-prefix`: what the annotations of NGINX ingresses begin with, without the slash. */
  readonly annotationsPrefix: string;
}

/** What holds where no flag says otherwise. */
export const MESH_DEFAULTS: MeshOptions = {
  ingress: { className: '', annotationsPrefix: 'nginx.ingress.kubernetes.io' },
};
