import { type KubeObject, nameOf } from '@flagger/api';
import { fieldsOf, isFields, itemsOf, numberOf, type Resource, textOf } from '../../client/index.ts';
import { fullName } from '../host-name.ts';
import { plainRoute } from '../plain-route.ts';
import { type HostRoutes, MESH, type MeshReader } from '../route-table.ts';

const SERVICES: Resource = {
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  plural: 'services',
  accepts: (object): object is KubeObject => isFields(object.spec) && object.metadata.namespace !== undefined,
};

/** Reads Services of Knative by the traffic that their status says. */
export const knativeReader: MeshReader = {
  resources: [SERVICES],
  read: (services) => ({ hosts: services.map(hostRoutes), ignored: [] }),
};

/** By its name in the cluster, and by that in the domain that users come in by. */
function hostRoutes({ metadata, status }: KubeObject): HostRoutes {
  const { name, namespace = '' } = metadata;
  const shares = itemsOf(fieldsOf(status).traffic)
    .map(fieldsOf)
    .flatMap(({ revisionName, percent }) => {
      const revision = textOf(revisionName);
      return revision === undefined ? [] : [shareOf(namespace, revision, numberOf(percent) ?? 0)];
    });
  return {
    source: `Service ${nameOf({ metadata })}`,
    hosts: [fullName({ name, namespace }), `${name}.${namespace}`, `${name}.${namespace}.example.com`],
    gateways: [MESH],
    routes: [plainRoute(shares)],
  };
}

const shareOf = (namespace: string, revision: string, weight: number) => ({
  to: { namespace, name: revision, labels: {}, port: 80 },
  weight,
  counted: { envoy_cluster_name: `${namespace}/${revision}` },
});
