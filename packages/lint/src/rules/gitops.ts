import {
  apexName,
  type Canary,
  isKnative,
  isVerbAnnotation,
  isJsonObject,
  type JsonObject,
  serviceNames,
} from '@flagger/api';
import type { Context } from '../context.ts';
import type { Manifest } from '../manifest.ts';
import { routeKinds } from '../meshes.ts';
import { type Path, valueAt } from '../path.ts';
import { type Hit, ofCanary, ofKind, type Rule, when } from '../rule.ts';

const deployment = (spec: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: podinfo}\nspec: {${spec}}\n`;
const LABELS = 'selector: {matchLabels: {app: podinfo}}';
const hpa = (name: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: ${name}}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}, maxReplicas: 4}\n`;
const service = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {ports: [{port: 80}]}\n`;
const scaledBy = (name: string): string =>
  `spec: {autoscalerRef: {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: ${name}}}\n---\n`;

/** The target of a Canary in the same input. */
const targetOf = (
  { spec: { targetRef } }: Canary,
  { manifest, find }: Context & { readonly manifest: Manifest },
): Manifest | undefined => find(targetRef.kind, targetRef.name, manifest.namespace)[0];

/** What is found in the manifest of a Canary, about an object beside it. */
const beside = (manifest: Manifest | undefined, holds: boolean, hit: Hit): readonly Hit[] =>
  manifest && holds ? [{ ...hit, says: `${hit.says} (${manifest.file}:${manifest.place(['spec']).line})` }] : [];

/** What Git sets back, and what others would make. Objects of a cluster are as they are by now. */
export const GITOPS_RULES: readonly Rule[] = [
  ofCanary({
    code: 'FLG601',
    level: 'warning',
    title: '`replicas` of the target in Git',
    why: 'The operator scales the target to zero and wakes it for a run. GitOps sets `replicas` back: a second set of pods for nothing, or a canary that is scaled in the middle of a run.',
    fix: 'Take `replicas` from the manifest of the target, or have GitOps ignore it.',
    fires: `spec: {}\n---\n${deployment(`replicas: 3, ${LABELS}`)}`,
    passes: `spec: {}\n---\n${deployment(LABELS)}`,
    check: (canary, context) => {
      const target = targetOf(canary, context);
      const isSaid = !context.isCluster && valueAt(target?.object, ['spec', 'replicas']) !== undefined;
      return beside(target, isSaid, { path: ['spec', 'targetRef'], says: 'the manifest of the target says replicas' });
    },
  }),
  ofCanary({
    code: 'FLG602',
    level: 'warning',
    title: 'An autoscaler that the Canary does not name',
    why: 'It wakes the target that the operator scales to zero, and the primary has none.',
    fix: 'Write `autoscalerRef`.',
    fires: `spec: {}\n---\n${hpa('podinfo')}`,
    passes: `${scaledBy('podinfo')}${hpa('podinfo')}`,
    check: ({ spec }, { manifest, near }) => {
      const scaler = near(manifest.namespace).find((each) => isScaler(each) && doesScale(each, spec.targetRef));
      return beside(scaler, spec.autoscalerRef === undefined, {
        path: ['spec', 'targetRef'],
        says: `${scaler?.kind ?? ''} ${scaler?.name ?? ''} scales the target`,
      });
    },
  }),
  ofCanary({
    code: 'FLG603',
    level: 'error',
    title: 'An autoscaler of another workload',
    why: 'The primary gets a copy of the autoscaler of somebody else.',
    fix: 'Name the autoscaler whose `scaleTargetRef` is the target.',
    fires: `${scaledBy('podinfo')}${hpa('podinfo').replace('name: podinfo}, max', 'name: other}, max')}`,
    passes: `${scaledBy('podinfo')}${hpa('podinfo')}`,
    check: ({ spec: { autoscalerRef, targetRef } }, { manifest, find }) => {
      const scaler = autoscalerRef && find(autoscalerRef.kind, autoscalerRef.name, manifest.namespace)[0];
      const scaled = valueAt(scaler?.object, ['spec', 'scaleTargetRef', 'name']);
      const isOther = typeof scaled === 'string' && scaled !== targetRef.name;
      return beside(scaler, isOther, {
        path: ['spec', 'autoscalerRef', 'name'],
        says: `it scales ${String(scaled)}, not ${targetRef.name}`,
      });
    },
  }),
  ofCanary({
    code: 'FLG604',
    level: 'warning',
    title: 'A Service of the Canary in Git',
    why: 'The operator makes it, and points its selector to the primary: GitOps points it back to the target, which has no pods.',
    fix: 'Take the Service from Git; what it needs beyond goes to `spec.service`.',
    fires: `spec: {}\n---\n${service('podinfo')}`,
    passes: `spec: {}\n---\n${service('other')}`,
    check: (canary, { manifest, find, isCluster }) => {
      const names =
        isKnative(canary.spec.targetRef) || canary.spec.targetRef.kind === 'Service'
          ? []
          : Object.values(serviceNames(canary));
      return names.flatMap((name) => {
        const [other] = find('Service', name, manifest.namespace).filter(({ apiVersion }) => apiVersion === 'v1');
        return beside(other, !isCluster, {
          path: ['spec', 'service'],
          says: `there is a Service ${name}, which the operator makes`,
        });
      });
    },
  }),
  ofCanary({
    code: 'FLG605',
    level: 'warning',
    title: 'A primary in Git',
    why: 'The operator makes the primary and its autoscaler as copies of those of the target. GitOps sets them back to another version.',
    fix: 'Take the objects called `…-primary` from Git.',
    fires: `spec: {}\n---\n${deployment(LABELS).replace('name: podinfo', 'name: podinfo-primary')}`,
    passes: `spec: {}\n---\n${deployment(LABELS)}`,
    check: ({ spec: { targetRef, autoscalerRef } }, { manifest, find, isCluster }) =>
      [targetRef, ...(autoscalerRef ? [autoscalerRef] : [])].flatMap(({ kind, name }) => {
        const [other] = find(kind, `${name}-primary`, manifest.namespace);
        return beside(other, !isCluster, {
          path: ['spec', 'targetRef'],
          says: `there is a ${kind} ${name}-primary, which the operator makes`,
        });
      }),
  }),
  ofCanary({
    code: 'FLG606',
    level: 'warning',
    title: 'A route of the Canary in Git',
    why: 'The operator writes the shares into it, and GitOps sets them back: users jump between the versions.',
    fix: 'Take the object from Git; what it needs beyond goes to `spec.service`.',
    fires:
      'spec: {}\n---\napiVersion: networking.istio.io/v1beta1\nkind: VirtualService\nmetadata: {name: podinfo}\nspec: {hosts: [podinfo]}\n',
    passes:
      'spec: {}\n---\napiVersion: networking.istio.io/v1beta1\nkind: VirtualService\nmetadata: {name: other}\nspec: {hosts: [other]}\n',
    check: (canary, { manifest, near, isCluster, mesh }) => {
      const kinds = mesh(canary.spec.provider)?.crds ?? [...routeKinds()];
      const route = near(manifest.namespace).find(
        (each) => each.name === apexName(canary) && kinds.includes(crdName(each)) && !REFERRED.includes(each.kind),
      );
      return beside(route, !isCluster, {
        path: ['spec', 'service'],
        says: `there is a ${route?.kind ?? ''} ${route?.name ?? ''}, which the operator writes`,
      });
    },
  }),
  ofCanary({
    code: 'FLG607',
    level: 'error',
    title: 'Two Canaries of one target',
    why: 'The operator refuses the younger one: which that is, depends on the order in which they are applied.',
    fix: 'Keep one of them.',
    fires: 'metadata: {name: podinfo}\n---\nmetadata: {name: other}',
    passes: 'metadata: {name: podinfo}',
    check: ({ spec: { targetRef } }, { manifest, near, read }) => {
      const rival = near(manifest.namespace).find((each) => {
        const other = each !== manifest ? read(each).canary?.spec.targetRef : undefined;
        return other?.name === targetRef.name && other.kind === targetRef.kind && each.name !== manifest.name;
      });
      return when(rival !== undefined, ['spec', 'targetRef'], `the Canary ${rival?.name ?? ''} has the same target`);
    },
  }),
  ofKind('Canary', {
    code: 'FLG608',
    level: 'warning',
    title: 'A request to the operator in Git',
    why: 'What is asked once by an annotation (`promote`, `abort`, …) is asked again wherever the manifest is applied anew.',
    fix: 'Ask by `kubectl flagger`, and keep the annotation out of Git.',
    fires: 'metadata: {annotations: {flagger.app/promote: "1"}}',
    passes: 'metadata: {annotations: {team: shop}}',
    check: ({ object }, { isCluster }) => {
      const annotations = valueAt(object, ['metadata', 'annotations']);
      return Object.keys(isJsonObject(annotations) && !isCluster ? annotations : {})
        .filter(isVerbAnnotation)
        .map((name) => ({ path: ['metadata', 'annotations', name], says: 'this is a request, no setting' }));
    },
  }),
];

/** What users keep and Canaries refer to. */
const REFERRED: readonly string[] = ['ApisixRoute', 'Ingress', 'Service', 'Upstream'];

const isScaler = ({ kind }: Manifest): boolean => kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject';

function doesScale({ object }: Manifest, { kind, name }: Canary['spec']['targetRef']): boolean {
  const { kind: scaled = 'Deployment', name: of }: JsonObject = objectAt(object, ['spec', 'scaleTargetRef']);
  return scaled === kind && of === name;
}

function objectAt(object: object, path: Path): JsonObject {
  const value = valueAt(object, path);
  return isJsonObject(value) ? value : {};
}

/** What the CRD of a kind is called. */
const crdName = ({ kind, apiVersion }: Manifest): string =>
  `${plural(kind.toLowerCase())}.${apiVersion.split('/')[0] ?? ''}`;

const plural = (kind: string): string => (kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`);
