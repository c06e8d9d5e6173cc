import { fieldsOf, textOf } from '@flagger/view';
import type { Asked } from '../command.ts';
import { type Finding, ok, warning } from './finding.ts';

const GROUPS: Readonly<Record<string, string>> = {
  'networking.istio.io': 'VirtualService',
  'gateway.networking.k8s.io': 'HTTPRoute',
  'projectcontour.io': 'HTTPProxy',
  'split.smi-spec.io': 'TrafficSplit',
  'traefik.io': 'TraefikService',
  'appmesh.k8s.aws': 'VirtualRouter',
};

/** By which kinds the cluster can route. */
export async function routeKinds({ cluster }: Asked): Promise<readonly Finding[]> {
  const { groups } = fieldsOf(await cluster.read('/apis'));
  const names = (Array.isArray(groups) ? groups : []).flatMap((group) => textOf(fieldsOf(group).name) ?? []);
  const served = Object.entries(GROUPS).flatMap(([group, kind]) => (names.includes(group) ? [kind] : []));
  return [
    served.length > 0
      ? ok('CHK050', `traffic can be split by ${served.join(', ')}`)
      : warning(
          'CHK050',
          'no kind is served by which a mesh splits traffic',
          'Canaries without a mesh can be blue/green, or split by an Ingress; else install a mesh.',
        ),
  ];
}
