import type { KubeObject, ObjectMeta, Ref, RoutedCanary } from '@flagger/api';
import { FLUX_LEAVES_IT, namesOf, ownedMetadata } from '@flagger/mesh-kit';

/** The fields of Kubernetes' Ingress that we read and write; all others are copied as they are. */
export interface Ingress extends KubeObject {
  readonly spec?: IngressSpec;
}

interface IngressSpec {
  readonly defaultBackend?: Backend;
  readonly rules?: readonly Rule[];
}

interface Rule {
  readonly http?: { readonly paths?: readonly Path[] };
}

interface Path {
  readonly backend: Backend;
}

interface Backend {
  readonly service?: { readonly name: string };
}

/** Names the Ingress that the user keeps for the service: `spec.ingressRef`. */
export const userIngressRef = (canary: RoutedCanary): Ref => refOf(canary, canary.spec.ingressRef?.name ?? '');

/** Names the Ingress that we make beside it. */
export const canaryIngressRef = (canary: RoutedCanary): Ref =>
  refOf(canary, `${canary.spec.ingressRef?.name ?? ''}-canary`);

const refOf = ({ metadata: { namespace } }: RoutedCanary, name: string): Ref => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace },
});

/** The user's Ingress once more, leading to the canary where theirs leads to the apex; `marks` say who goes there. */
export function canaryIngress(
  canary: RoutedCanary,
  theirs: Ingress,
  marks: Readonly<Record<string, string>>,
): Ingress & { readonly metadata: Required<Pick<ObjectMeta, 'annotations'>> } {
  const ref = canaryIngressRef(canary);
  const { labels } = theirs.metadata;
  return {
    ...ref,
    metadata: {
      ...ownedMetadata(canary, ref.metadata.name),
      ...(labels ? { labels } : {}),
      annotations: { ...marks, ...FLUX_LEAVES_IT },
    },
    spec: ledToCanary(canary, theirs.spec ?? {}),
  };
}

function ledToCanary(canary: RoutedCanary, { defaultBackend, rules, ...others }: IngressSpec): IngressSpec {
  const names = namesOf(canary);
  const led = <T extends Backend>(backend: T): T =>
    backend.service?.name === names.apex
      ? { ...backend, service: { ...backend.service, name: names.canary } }
      : backend;
  const ruled = (rule: Rule): Rule =>
    rule.http?.paths
      ? {
          ...rule,
          http: { ...rule.http, paths: rule.http.paths.map((path) => ({ ...path, backend: led(path.backend) })) },
        }
      : rule;
  return {
    ...others,
    ...(defaultBackend ? { defaultBackend: led(defaultBackend) } : {}),
    ...(rules ? { rules: rules.map(ruled) } : {}),
  };
}

/** Whether any request may be led to a service by this Ingress. */
export function leadsTo(service: string, { spec: { defaultBackend, rules = [] } = {} }: Ingress): boolean {
  const backends = rules.flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend));
  return [defaultBackend, ...backends].some((backend) => backend?.service?.name === service);
}
