import type { KubeObject } from '@flagger/api';
import { fieldsOf, isFields, itemsOf, numberOf, type Resource, textOf } from '../../client/index.ts';
import { fullName } from '../host-name.ts';
import { plainRoute } from '../plain-route.ts';
import { type Backend, type Destination, type HostRoutes, MESH, type MeshReader } from '../route-table.ts';

const ROUTES: Resource = {
  apiVersion: 'kuma.io/v1alpha1',
  kind: 'TrafficRoute',
  plural: 'trafficroutes',
  accepts: (object): object is KubeObject => isFields(object.spec),
};

/** Reads TrafficRoutes that are for everybody who asks; all meshes are one here. */
export const kumaReader: MeshReader = {
  resources: [ROUTES],
  read: (routes) => {
    const [played, others] = [routes.filter(isForAll), routes.filter((route) => !isForAll(route))];
    return {
      hosts: played.map(hostRoutes),
      ignored: others.map(({ metadata }) => `TrafficRoute ${metadata.name}: routes for some who ask are not played`),
    };
  },
};

const tagsIn = (selectors: unknown): readonly string[] =>
  itemsOf(selectors).map((each) => textOf(fieldsOf(fieldsOf(each).match)['kuma.io/service']) ?? '');

const isForAll = ({ spec }: KubeObject): boolean => tagsIn(fieldsOf(spec).sources).includes('*');

function hostRoutes({ metadata, spec }: KubeObject): HostRoutes {
  const { destinations, conf } = fieldsOf(spec);
  return {
    source: `TrafficRoute ${metadata.name}`,
    hosts: tagsIn(destinations).flatMap((tag) => {
      const service = serviceOf(tag);
      return service ? [fullName(service)] : [];
    }),
    gateways: [MESH],
    routes: [plainRoute(itemsOf(fieldsOf(conf).split).flatMap(shareOf))],
  };
}

function shareOf(share: unknown): readonly Omit<Destination, 'headers'>[] {
  const { destination, weight } = fieldsOf(share);
  const tag = textOf(fieldsOf(destination)['kuma.io/service']) ?? '';
  const to = serviceOf(tag);
  // the service by which the built-in queries pick what proxies count, and the cluster of what their pods are asked
  const counted = { service: tag, envoy_cluster_name: `localhost_${to?.port ?? ''}` };
  return to ? [{ to, weight: numberOf(weight) ?? 0, counted }] : [];
}

/** The service of a tag such as `podinfo_test_svc_80`. */
function serviceOf(tag: string): Backend | undefined {
  const [, name, namespace, port] = /^([^_]+)_([^_]+)_svc_(\d+)$/.exec(tag) ?? [];
  return name && namespace ? { name, namespace, port: Number(port), labels: {} } : undefined;
}
