import type { KubeObject } from '@flagger/api';
import { type Fields, fieldsOf, textOf } from '../../client/index.ts';
import { serviceNameOf } from '../host-name.ts';
import type { Backend } from '../route-table.ts';

/**
 * The Service that each VirtualNode is found by, by `namespace/name`; a node that is found otherwise is not among
 * them.
 */
export type Nodes = ReadonlyMap<string, Backend>;

/** The Services of VirtualNodes. */
export function nodesOf(virtualNodes: readonly KubeObject[]): Nodes {
  return new Map(
    virtualNodes.flatMap(({ metadata: { name, namespace = '' }, spec }) => {
      const { hostname, hostName } = fieldsOf(fieldsOf(fieldsOf(spec).serviceDiscovery).dns);
      const service = serviceNameOf(textOf(hostname) ?? textOf(hostName) ?? '', namespace);
      return service === undefined ? [] : [[`${namespace}/${name}`, { ...service, labels: {} }] as const];
    }),
  );
}

/**
 * Where a reference to a VirtualNode leads, in the first API's words (`virtualNodeName`) or the second's
 * (`virtualNodeRef`); to nobody where there is no such node.
 */
export function backendOf({ virtualNodeName, virtualNodeRef }: Fields, namespace: string, nodes: Nodes): Backend {
  const ref = fieldsOf(virtualNodeRef);
  const [name = '', other] = (textOf(virtualNodeName) ?? '').split('.');
  const place =
    textOf(ref.name) === undefined
      ? { name, namespace: other ?? namespace }
      : { name: textOf(ref.name) ?? '', namespace: textOf(ref.namespace) ?? namespace };
  return nodes.get(`${place.namespace}/${place.name}`) ?? { namespace: '', name: place.name, labels: {} };
}
