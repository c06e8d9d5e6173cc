import { isKnative, type KubeObject, statusOf } from '@flagger/api';
import { fieldsOf, itemsOf, numberOf, textOf } from './fields.ts';
import { rawOf } from './raw.ts';

/** An object that belongs to a canary, or would. */
export interface WantedObject {
  readonly role: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Whether it is shown only where it is there: nobody knows beforehand which mesh has which. */
  readonly isOptional: boolean;
}

/** An object in the tree of a canary. */
export interface TreeNode {
  readonly role: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** `missing`, `may not be read`, or how it is in a few words. */
  readonly state: string;
  readonly children: readonly TreeNode[];
}

/** What the objects of meshes are named after. */
interface RouteNames {
  readonly apex: string;
  readonly namespace: string;
  readonly port: number;
  /** `spec.ingressRef.name` and `spec.routeRef.name`. */
  readonly ingress: string | undefined;
  readonly route: string | undefined;
}

/** Kinds by which meshes route, and what theirs are called; which of them is there depends on the cluster. */
const ROUTES: Readonly<Record<string, (names: RouteNames) => readonly string[]>> = {
  VirtualService: ({ apex }) => [apex],
  DestinationRule: ({ apex }) => [`${apex}-primary`, `${apex}-canary`],
  HTTPRoute: ({ apex }) => [apex],
  HTTPProxy: ({ apex }) => [apex],
  TrafficSplit: ({ apex }) => [apex],
  TraefikService: ({ apex }) => [apex],
  VirtualRouter: ({ apex }) => [apex, `${apex}-canary`],
  VirtualNode: ({ apex }) => [`${apex}-primary`, `${apex}-canary`],
  RouteTable: ({ apex }) => [apex],
  Upstream: ({ apex, namespace, port }) =>
    ['primary', 'canary'].map((side) => `${namespace}-${apex}-${side}upstream-${port}`),
  TrafficRoute: ({ apex }) => [apex],
  ApisixRoute: ({ apex, route }) => (route === undefined ? [] : [route, `${route}-${apex}-canary`]),
  Ingress: ({ ingress }) => (ingress === undefined ? [] : [ingress, `${ingress}-canary`]),
};

/** Which objects are to be looked up for the tree of a canary. */
export function wantedObjects(canary: KubeObject): readonly WantedObject[] {
  const { namespace = '' } = canary.metadata;
  const { targetRef, autoscalerRef, analysis, canaryAnalysis } = fieldsOf(canary.spec);
  const target = named(targetRef);
  const names = routeNames(canary);
  const { apex } = names;
  const at = (role: string, kind: string, name: string): WantedObject => ({
    role,
    kind,
    name,
    namespace,
    isOptional: false,
  });
  const scaler = autoscalerRef === undefined ? undefined : named(autoscalerRef);
  const metrics = itemsOf(fieldsOf(analysis ?? canaryAnalysis).metrics).map(fieldsOf);
  return [
    at('target', target.kind, target.name),
    ...(target.kind === 'Service' ? [] : [at('primary', target.kind, `${target.name}-primary`)]),
    // Knative routes to its revisions, and none are made
    ...(isKnative(target) ? [] : ['', '-primary', '-canary']).map((suffix) =>
      at(suffix === '' ? 'apex' : suffix.slice(1), 'Service', apex + suffix),
    ),
    ...(scaler
      ? [at('autoscaler', scaler.kind, scaler.name), at('autoscaler', scaler.kind, `${scaler.name}-primary`)]
      : []),
    ...configsOf(canary).flatMap(([kind, name]) => [at('config', kind, name), at('config', kind, `${name}-primary`)]),
    ...metrics.flatMap(({ templateRef }) => {
      const { name, namespace: own } = fieldsOf(templateRef);
      const found = textOf(name);
      return found === undefined
        ? []
        : [{ ...at('metric', 'MetricTemplate', found), namespace: textOf(own) ?? namespace }];
    }),
    ...Object.entries(ROUTES).flatMap(([kind, namesOf]) =>
      namesOf(names).map((name) => ({ ...at('route', kind, name), isOptional: true })),
    ),
  ];
}

/** What was found of an object: undefined where it is not there, `unreadable` where it may not be read. */
export type Looked = KubeObject | 'unreadable' | undefined;

/** The tree of a canary: `found` gives each object that was looked up. */
export function treeOf(canary: KubeObject, found: (wanted: WantedObject) => Looked): TreeNode {
  const children = wantedObjects(canary).flatMap((wanted) => {
    const object = found(wanted);
    if (typeof object !== 'object' && wanted.isOptional) {
      return [];
    }
    const { role, kind, name, namespace } = wanted;
    return [{ role, kind, name, namespace, state: stateOf(object), children: [] }];
  });
  const { name, namespace = '' } = canary.metadata;
  const { phase = '', canaryWeight = 0 } = statusOf(rawOf(canary));
  const state = phase === '' ? 'not looked at yet' : `${phase}, ${canaryWeight} %`;
  return { role: 'canary', kind: 'Canary', name, namespace, state, children };
}

function stateOf(object: Looked): string {
  if (typeof object !== 'object') {
    return object === undefined ? 'missing' : 'may not be read';
  }
  const { kind, spec, status } = object;
  switch (kind) {
    case 'Deployment': {
      const { template, replicas } = fieldsOf(spec);
      const ready = numberOf(fieldsOf(status).readyReplicas) ?? 0;
      return `${ready} of ${numberOf(replicas) ?? 1} pods ready, ${imagesOf(template)}`;
    }
    case 'DaemonSet': {
      const { numberReady, desiredNumberScheduled } = fieldsOf(status);
      return `${numberOf(numberReady) ?? 0} of ${numberOf(desiredNumberScheduled) ?? 0} pods ready, ${imagesOf(fieldsOf(spec).template)}`;
    }
    case 'HorizontalPodAutoscaler': {
      const { minReplicas, maxReplicas } = fieldsOf(spec);
      return `${numberOf(minReplicas) ?? 1} to ${numberOf(maxReplicas) ?? '?'} pods`;
    }
    default:
      return 'there';
  }
}

const imagesOf = (template: unknown): string =>
  itemsOf(fieldsOf(fieldsOf(template).spec).containers)
    .flatMap((container) => textOf(fieldsOf(container).image) ?? [])
    .join(', ');

/** ConfigMaps and Secrets of the target, as the status tracks them: `configmap/name`. */
const configsOf = (canary: KubeObject): readonly (readonly [kind: string, name: string])[] =>
  Object.keys(statusOf(rawOf(canary)).trackedConfigs ?? {}).flatMap((key) => {
    const [kind = '', name = ''] = key.split('/');
    return name === '' ? [] : [[kind === 'secret' ? 'Secret' : 'ConfigMap', name] as const];
  });

const named = (reference: unknown): { readonly apiVersion: string; readonly kind: string; readonly name: string } => {
  const { apiVersion, kind, name } = fieldsOf(reference);
  return { apiVersion: textOf(apiVersion) ?? '', kind: textOf(kind) ?? 'Deployment', name: textOf(name) ?? '' };
};

function routeNames({ metadata: { namespace = '' }, spec }: KubeObject): RouteNames {
  const { targetRef, ingressRef, routeRef, service } = fieldsOf(spec);
  return {
    apex: textOf(fieldsOf(service).name) ?? named(targetRef).name,
    namespace,
    port: numberOf(fieldsOf(service).port) ?? 80,
    ingress: textOf(fieldsOf(ingressRef).name),
    route: textOf(fieldsOf(routeRef).name),
  };
}
