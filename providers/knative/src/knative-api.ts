import type { Canary, KubeObject, Ref } from '@flagger/api';
import type { Said } from '@flagger/mesh-kit';

/** The fields of a Service of Knative that we read and write. */
export interface KnativeService extends KubeObject {
  readonly spec?: { readonly template?: unknown; readonly traffic?: readonly TrafficTarget[] };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly latestCreatedRevisionName?: string;
    readonly traffic?: readonly TrafficTarget[];
    readonly conditions?: readonly KnativeCondition[];
  };
}

/** A share of the requests; one with a tag can be called by a name of its own, also without a share. */
export interface TrafficTarget {
  readonly latestRevision?: boolean;
  readonly revisionName?: string;
  readonly percent?: number;
  readonly tag?: string;
}

/** What Knative made of one template of a Service. */
export interface Revision extends KubeObject {
  readonly status?: { readonly conditions?: readonly KnativeCondition[] };
}

export interface KnativeCondition extends Said {
  readonly lastTransitionTime?: string;
}

const API = 'serving.knative.dev/v1';

/** The annotation that says which revision serves users. */
export const PRIMARY = 'flagger.app/primary-revision';

/** The target of a canary. */
export const serviceRef = ({ metadata: { namespace }, spec }: Canary): Ref => ({
  apiVersion: API,
  kind: 'Service',
  metadata: { name: spec.targetRef.name, namespace },
});

/** One of its revisions. */
export const revisionRef = ({ metadata: { namespace } }: Canary, name: string): Ref => ({
  apiVersion: API,
  kind: 'Revision',
  metadata: { name, namespace },
});

/** The revision that serves users; undefined before the Canary was initialised. */
export const primaryOf = ({ metadata }: KnativeService): string | undefined => metadata.annotations?.[PRIMARY];

/** The revision of the template as it is, as far as Knative has looked at it. */
export const latestOf = ({ status }: KnativeService): string | undefined =>
  status?.latestCreatedRevisionName || undefined;

/** A condition by its type. */
export const conditionOf = (
  { status }: Pick<KnativeService | Revision, 'status'>,
  type: string,
): KnativeCondition | undefined => status?.conditions?.find((condition) => condition.type === type);
