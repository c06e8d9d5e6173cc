import { treeOf, type Tree } from '../../compare/values.ts';
import { aCanary, aDeployment } from '../podinfo.ts';
import type { Scene } from '../scene.ts';
import type { Stream } from './load.ts';
import { type Way, WAYS } from './looks.ts';
import type { Written } from './meshes.ts';

/** Requests a second on each way. */
const RATE = Number(process.env['RATE'] ?? 150);
const PORT = 9898;

/** Those whose requests are alike. */
export interface Users {
  readonly name: string;
  /** Their part of all requests. */
  readonly part?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a story wants of its Canary. */
export interface Asked {
  readonly analysis: Tree;
  /** The webhook that the story answers. */
  readonly gate: 'confirm-traffic-increase' | 'confirm-promotion';
  readonly users?: readonly Users[];
}

/** The names under which users reach the apex Service. */
export const hostsOf = (namespace: string): Readonly<Record<Way, string>> => ({
  gateway: `${namespace}.example.com`,
  mesh: `podinfo.${namespace}.svc.cluster.local`,
});

/** The requests of all users by both ways; a stream's name is `way:users`. */
export function streamsOf(namespace: string, written: Written, users: readonly Users[]): readonly Stream[] {
  const hosts = hostsOf(namespace);
  const asked = {
    gateway: { url: written.gateway, host: hosts.gateway },
    mesh: { url: `http://${hosts.mesh}/`, host: hosts.mesh, proxy: process.env['MESH_PROXY'] ?? '' },
  };
  return users.flatMap(({ name, part = 1, headers = {} }) =>
    WAYS.map((way) => {
      const { host, ...where } = asked[way];
      return { way: `${way}:${name}`, rate: RATE * part, ...where, headers: { ...headers, host } };
    }),
  );
}

/** podinfo whose port is told: then its pods have servers. */
export function served(version: string): Tree {
  const deployment = aDeployment(version);
  const spec = treeOf(deployment['spec']);
  const container = { name: 'main', image: `registry.example/podinfo:${version}`, ports: [{ containerPort: PORT }] };
  const template = { ...treeOf(spec['template']), spec: { containers: [container] } };
  return { ...deployment, spec: { ...spec, template } };
}

/** Its Canary, judged by what Prometheus read from the Envoys or the pods. */
export function canaryOf({ namespace, receiver }: Scene, written: Written, { analysis, gate }: Asked): Tree {
  const service = { port: 80, targetPort: PORT, hosts: [hostsOf(namespace).gateway], ...written.service(namespace) };
  const canary = aCanary({ spec: { service, progressDeadlineSeconds: 300 } });
  const judged = {
    interval: '5s',
    threshold: 2,
    metrics: [
      { name: 'request-success-rate', interval: '20s', thresholdRange: { min: 99 } },
      { name: 'request-duration', interval: '20s', thresholdRange: { max: 5_000 } },
    ],
    webhooks: [{ name: 'gate', type: gate, url: `${receiver}/gate` }],
  };
  return { ...canary, spec: { ...treeOf(canary['spec']), analysis: { ...judged, ...analysis } } };
}
