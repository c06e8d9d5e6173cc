import type { Log, MeshProvider } from '@flagger/api';
import { CLUSTER_METRICS_RULES, RULES, type Rule } from '@flagger/kubernetes';
import { container } from '../container.ts';
import { TOKEN } from '../tokens.ts';
import { wishOf } from '../wish.ts';

/** Rules that are granted for one reason. */
export interface Block {
  /** Of a mesh: the names that choose it, without versions; undefined for what every operator needs. */
  readonly meshes?: readonly string[];
  /** What it is for. */
  readonly says: string;
  readonly rules: readonly Rule[];
}

const SAYS: readonly (readonly [pattern: RegExp, says: string])[] = [
  [/^canaries\.flagger\.app$/, 'the canaries; nothing is deleted anywhere: what a canary owns goes with it'],
  [
    /^canaries\/finalizers\./,
    'for clusters that ask it of whoever makes objects that a canary owns (OwnerReferencesPermissionEnforcement)',
  ],
  [/^metrictemplates\./, 'what canaries refer to'],
  [/^configmaps\.$/, 'what a canary is made of: the target, its primary, their services, and copies of their configs'],
  [
    /^horizontalpodautoscalers\./,
    'the autoscaler of a target, its copy for the primary, and how few replicas it allows',
  ],
  [/^events\.$/, 'what users are told'],
];

const silent = (): void => undefined;
const LOG: Log = { debug: silent, info: silent, warn: silent, error: silent };

/** Every mesh that the operator can be started with. */
export function boundMeshes(): readonly MeshProvider[] {
  const wish = wishOf([], {});
  if (wish.kind !== 'run') {
    throw new Error('the defaults do not start the operator');
  }
  return container(wish.options, LOG).getAll(TOKEN.mesh);
}

/** What every operator asks of the API server, whatever the mesh, each reason a block. */
export function ownBlocks(): readonly Block[] {
  const blocks: { says: string; rules: Rule[] }[] = [];
  for (const rule of RULES) {
    const name = `${rule.resource}.${rule.apiGroup}`;
    const says = SAYS.find(([pattern]) => pattern.test(name))?.[1];
    const last = blocks.at(-1);
    if (says === undefined && last) {
      last.rules.push(rule);
    } else {
      blocks.push({ says: says ?? '', rules: [rule] });
    }
  }
  return blocks;
}

/** What each mesh asks beside that, all versions of its API together. */
export function meshBlocks(): readonly (Block & { readonly meshes: readonly string[] })[] {
  const own = new Set(ownBlocks().flatMap(({ rules }) => rules.flatMap(grants)));
  const families = Map.groupBy(boundMeshes(), ({ names: [name = ''] }) => familyOf(name));
  return [...families.values()].flatMap((providers) => {
    const meshes = [...new Set(providers.flatMap(({ names }) => names.map(familyOf)))];
    const more = providers
      .flatMap(({ rules }) => rules)
      .filter((rule) => grants(rule).some((grant) => !own.has(grant)));
    const rules = [...new Map(more.map((rule) => [grants(rule).join(), rule])).values()];
    return rules.length === 0 ? [] : [{ meshes, says: meshes.join(', '), rules }];
  });
}

/** `smi` for `smi:v1alpha2:istio`. */
const familyOf = (name: string): string => name.split(':')[0] ?? name;

/** What metrics ask that the cluster itself knows; a role of its own. */
export const CLUSTER_METRICS: Block = {
  says: 'MetricTemplates of type externalmetrics, where the resource is the name of the metric, and keptn; may go where none is used',
  rules: CLUSTER_METRICS_RULES,
};

/** `get deployments.apps`, one for each verb. */
export const grants = ({ apiGroup, resource, verbs }: Rule): readonly string[] =>
  verbs.map((verb) => `${verb} ${resource}.${apiGroup}`);
