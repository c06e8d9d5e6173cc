import { isJsonObject, type KubeObject } from '@flagger/api';
import { goYaml, readManifests, type Looked } from '@flagger/lint';
import { type Asked, namespaceOf, textFlag } from '../command.ts';

/** What rules look at, and what Canaries refer to. */
const KINDS = [
  'Canary',
  'MetricTemplate',
  'AlertProvider',
  'Deployment',
  'DaemonSet',
  'HorizontalPodAutoscaler',
  'ScaledObject',
  'Ingress',
];

/** The objects of a namespace of a cluster (of that of the context where none is said), as manifests. */
export async function clusterManifests(asked: Asked): Promise<Looked['manifests']> {
  const namespace = textFlag(asked, 'namespace') ?? namespaceOf(asked);
  const lists = await Promise.all(KINDS.map((kind) => asked.cluster.list(kind, { namespace })));
  return lists.flat().flatMap((object) => readManifests(placeOf(object), goYaml(asApplied(object))).manifests);
}

const placeOf = ({ kind, metadata: { namespace, name } }: KubeObject): string =>
  `${[namespace, kind, name].filter((part) => part !== undefined).join('/')}.yaml`;

/** Without what only the API server and the operator write. */
function asApplied({ metadata, status: _, ...object }: KubeObject & { readonly status?: unknown }): object {
  const { name, namespace, annotations, labels } = metadata;
  return {
    ...object,
    metadata: { name, namespace, ...(isJsonObject(annotations) && { annotations }), ...(labels && { labels }) },
  };
}
