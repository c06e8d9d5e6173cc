import { type Canary, isJsonObject, type JsonObject } from '@flagger/api';
import type { Context } from '../context.ts';
import { isUnknown } from '../input/variables.ts';
import type { Manifest } from '../manifest.ts';
import { valueAt } from '../path.ts';
import { ofCanary, type Rule, when } from '../rule.ts';

const deployment = (selector: string, port: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: podinfo}
spec:
  selector: {matchLabels: {${selector}: podinfo}}
  template:
    metadata: {labels: {${selector}: podinfo}}
    spec: {containers: [{name: podinfo, image: podinfo, ports: [{name: ${port}, containerPort: 9898}]}]}
`;
const ON_WEB = 'spec: {service: {targetPort: web}}\n---\n';

/** What is known of the target where its manifest is given. */
export const TARGET_RULES: readonly Rule[] = [
  ofCanary({
    code: 'FLG107',
    level: 'error',
    title: 'A port that no container of the target has',
    why: 'Services would lead nobody to the pods: the operator does nothing with the Canary, condition `Accepted=False`.',
    fix: 'Write `service.targetPort` as a port of a container is called, or as a number.',
    fires: `${ON_WEB}${deployment('app', 'http')}`,
    passes: `${ON_WEB}${deployment('app', 'web')}`,
    check: (canary, context) => {
      const { targetPort = '' } = canary.spec.service;
      const targets = targetsOf(canary, context);
      const names = [...new Set(targets.flatMap(portNames))];
      const isMissing = typeof targetPort === 'string' && !['', '0', ...names].includes(targetPort);
      const choice = names.length > 0 ? `a number or one of the names ${names.join(', ')}` : 'a number';
      return when(
        targets.length > 0 && isMissing && !names.some(isUnknown),
        ['spec', 'service', 'targetPort'],
        `found ${JSON.stringify(targetPort)}, allowed is ${choice}: no container of ${canary.spec.targetRef.name} has a port of that name`,
      );
    },
  }),
  ofCanary({
    code: 'FLG108',
    level: 'warning',
    title: 'A target whose pods cannot be told from those of its primary',
    why: 'Services tell them by the first of the labels of `-selector-labels` that the selector of the target has. With none of them the operator does nothing with the Canary, condition `Accepted=False`.',
    fix: 'Add a label `app` to the selector and the pods of the target, or name one of its labels in `-selector-labels` of the operator.',
    fires: deployment('app.kubernetes.io/instance', 'http'),
    passes: deployment('app.kubernetes.io/name', 'http'),
    check: (canary, context) => {
      const targets = targetsOf(canary, context).filter((each) => isJsonObject(valueAt(each.object, LABELS)));
      const labels = targets.flatMap((each) => [...labelsIn(each), ...context.addedLabels(each)]);
      const { kind, name } = canary.spec.targetRef;
      return when(
        targets.length > 0 && !labels.some((label) => SELECTOR_LABELS.includes(label)),
        ['spec', 'targetRef', 'name'],
        `found ${JSON.stringify(name)}, allowed is the name of a ${kind} with one of the labels ${SELECTOR_LABELS.join(', ')} in its spec.selector.matchLabels`,
      );
    },
  }),
];

/** The default of `-selector-labels`. */
const SELECTOR_LABELS: readonly string[] = ['app', 'name', 'app.kubernetes.io/name'];

/** The manifests of the target of which there is all, and no part only: none is a patch, or has one that was not put in. */
function targetsOf({ spec }: Canary, { find, isPatched, manifest }: Context & { readonly manifest: Manifest }) {
  const { kind, name } = spec.targetRef;
  return kind === 'Deployment' || kind === 'DaemonSet'
    ? find(kind, name, manifest.namespace).filter(
        (each) => Array.isArray(valueAt(each.object, CONTAINERS)) && !isPatched(each),
      )
    : [];
}

const POD = ['spec', 'template', 'spec'];
const LABELS = ['spec', 'selector', 'matchLabels'];
const CONTAINERS = [...POD, 'containers'];

const labelsIn = ({ object }: Manifest): readonly string[] => {
  const labels = valueAt(object, LABELS);
  return isJsonObject(labels) ? Object.keys(labels) : [];
};

/** The names of ports of containers, and of init containers, which may be side cars. */
const portNames = ({ object }: Manifest): readonly string[] =>
  ['containers', 'initContainers']
    .flatMap((field) => objectsAt(object, [...POD, field]))
    .flatMap((container) => objectsAt(container, ['ports']))
    .flatMap(({ name }) => (typeof name === 'string' ? [name] : []));

function objectsAt(object: JsonObject, path: readonly string[]): readonly JsonObject[] {
  const list = valueAt(object, path);
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
