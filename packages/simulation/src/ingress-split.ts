import type { KubeObject } from '@flagger/api';
import { at, listOf, textAt } from '@flagger/simulated-cluster';
import { NAME, NAMESPACE, OTHER_NAME } from './service-names.ts';
import type { Split } from './split.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/canary';
const INGRESS = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' };

/** The Ingress of a user, by which the service can be called, whichever name it has. */
export const userIngress = (name: string): KubeObject => ({
  ...INGRESS,
  metadata: { name, namespace: NAMESPACE },
  spec: {
    rules: [NAME, OTHER_NAME].map((service) => ({
      host: `${service}.example.com`,
      http: {
        paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: 80 } } } }],
      },
    })),
  },
});

/** The Ingress of the canary beside it, whose annotations say who goes there. */
export const ingressSplit = (user: string): Split => ({
  ...INGRESS,
  name: () => `${user}-canary`,
  lists: (object) =>
    canariesIn(object).map((canary) => {
      const weight = shareIn(object.metadata.annotations);
      return [
        { to: canary, weight },
        { to: canary.replace(/-canary$/, '-primary'), weight: 100 - weight },
      ];
    }),
  isMirrored: () => false,
  edited: (_, canary) => ({
    metadata: {
      annotations: {
        [`${PREFIX}-weight`]: String(canary),
        [`${PREFIX}-by-header`]: null,
        [`${PREFIX}-by-header-value`]: null,
      },
    },
  }),
  broken: { spec: userIngress(user).spec },
});

/** The services of canaries that an Ingress leads to. */
export const canariesIn = ({ spec }: KubeObject): readonly string[] =>
  listOf(at(spec, 'rules'))
    .flatMap((rule) => listOf(at(rule, 'http', 'paths')))
    .map((path) => textAt(path, 'backend', 'service', 'name'))
    .filter((name) => name.endsWith('-canary'));

const shareIn = (annotations: Readonly<Record<string, string>> = {}): number =>
  annotations[`${PREFIX}-by-header`] === undefined ? Number(annotations[`${PREFIX}-weight`] ?? 0) : 100;
