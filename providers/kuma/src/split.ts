import type { KubeObject, RoutedCanary } from '@flagger/api';
import { leadsToEither, type Share, type Two } from '@flagger/mesh-kit';

/** The fields of Kuma's TrafficRoute that we read and write; it is an object of the whole cluster. */
export interface TrafficRoute extends KubeObject {
  /** The mesh that it is in. */
  readonly mesh?: string;
  readonly spec?: {
    readonly sources?: readonly Selector[];
    readonly destinations?: readonly Selector[];
    readonly conf?: Conf;
  };
}

/** Where requests go: to a split or to one destination, but for those that `http` has others for. */
interface Conf {
  readonly split?: readonly Weighted[];
  readonly destination?: Tags;
  readonly http?: readonly object[];
  readonly loadBalancer?: object;
}

/** Who asks, or who is asked, by tags. */
export interface Selector {
  readonly match?: Tags;
}

/** One share of a split. */
export interface Weighted {
  readonly destination?: Tags;
  readonly weight?: number;
}

/** What tells pods of a mesh apart. */
export interface Tags {
  readonly 'kuma.io/service'?: string;
}

/** What Kuma calls a service of Kubernetes. */
export const tagOf = (
  { backends, metadata: { namespace } }: RoutedCanary,
  side: 'apex' | 'primary' | 'canary',
): string => `${backends[side].name}_${namespace}_svc_${backends[side].port}`;

/** The same of all services of a canary. */
export const tagsOf = (canary: RoutedCanary): Two & { readonly apex: string } => ({
  apex: tagOf(canary, 'apex'),
  primary: tagOf(canary, 'primary'),
  canary: tagOf(canary, 'canary'),
});

/** The shares of a route's split, by service. */
export const sharesIn = ({ spec }: TrafficRoute): readonly Share[] =>
  (spec?.conf?.split ?? []).map(({ destination, weight = 0 }) => ({
    to: destination?.['kuma.io/service'],
    percent: weight,
  }));

/** Whether any share goes to the primary or the canary, which vanish with the Canary. */
export const isRouted = (canary: RoutedCanary, found: TrafficRoute): boolean =>
  leadsToEither(tagsOf(canary), sharesIn(found));
