import { type KubeObject, nameOf } from '@flagger/api';
import { type Fields, fieldsOf, isFields, itemsOf, type Resource, textOf } from '../../client/index.ts';
import { canonicalHost, serviceNameOf } from '../host-name.ts';
import { gateways } from '../istio/match.ts';
import { plainRoute } from '../plain-route.ts';
import { type Backend, type HostRoutes, MESH, type MeshReader, type Reading } from '../route-table.ts';
import { jsonIn } from '../../lenient-json.ts';

export interface SmiOptions {
  /** Whether the adapter for Istio reads the TrafficSplits, which heeds the gateways in their annotation. */
  readonly isForAdapter?: boolean;
}

/** Where the adapter finds gateways, as a JSON list of names. */
const GATEWAYS = 'VirtualService.v1alpha3.networking.istio.io/spec.gateways';

/** Reads TrafficSplits of an API version such as `v1alpha2`; weights are understood as any version writes them. */
export function smiReader(version: string, { isForAdapter = false }: SmiOptions = {}): MeshReader {
  const resource: Resource = {
    apiVersion: `split.smi-spec.io/${version}`,
    kind: 'TrafficSplit',
    plural: 'trafficsplits',
    accepts: (object): object is KubeObject => isFields(object.spec) && object.metadata.namespace !== undefined,
  };
  return {
    resources: [resource],
    read: (splits) => {
      const readings = splits.map((split) => reading(split, isForAdapter));
      return { hosts: readings.flatMap(({ hosts }) => hosts), ignored: readings.flatMap(({ ignored }) => ignored) };
    },
  };
}

function reading({ metadata, spec }: KubeObject, isForAdapter: boolean): Reading {
  const { namespace = '', annotations = {} } = metadata;
  const source = `TrafficSplit ${nameOf({ metadata })}`;
  const { service, backends, matches } = fieldsOf(spec);
  const host = textOf(service);
  if (host === undefined) {
    return { hosts: [], ignored: [`${source} names no service`] };
  }
  const shares = itemsOf(backends)
    .map(fieldsOf)
    .map((share) => ({ to: backend(share, namespace), weight: weightOf(share.weight) }));
  const unread = shares.find(({ weight }) => weight === undefined);
  if (unread !== undefined) {
    return { hosts: [], ignored: [`${source}: the weight of ${unread.to.name} is no number`] };
  }
  const routes = [plainRoute(shares.map(({ to, weight = 0 }) => ({ to, weight })))];
  const read: HostRoutes = {
    source,
    hosts: [canonicalHost(host, namespace)],
    gateways: isForAdapter ? gateways(jsonIn(annotations[GATEWAYS] ?? ''), namespace) : [MESH],
    routes,
  };
  return {
    hosts: [read],
    ignored: itemsOf(matches).length === 0 ? [] : [`${source}: matches are not played, it counts for all requests`],
  };
}

/** A number, or a quantity such as `20` or `200m`; undefined where it is neither. */
function weightOf(value: unknown): number | undefined {
  const [, number, thousandths] =
    /^(\d+(?:\.\d+)?)(m?)$/.exec(typeof value === 'number' || typeof value === 'string' ? String(value) : '') ?? [];
  if (number === undefined) {
    return undefined;
  }
  return thousandths === 'm' ? Number(number) / 1000 : Number(number);
}

function backend({ service }: Fields, namespace: string): Backend {
  const host = textOf(service) ?? '';
  return { ...(serviceNameOf(host, namespace) ?? { namespace: '', name: host }), labels: {} };
}
