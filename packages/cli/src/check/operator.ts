import type { KubeObject } from '@flagger/api';
import { fieldsOf, itemsOf, numberOf, textOf, textsOf } from '@flagger/view';
import type { Asked } from '../command.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

/** An operator that runs in the cluster. */
export interface Operator {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly ready: number;
  readonly account: string;
  /** Its flags, e.g. `metrics-server`. */
  readonly flags: ReadonlyMap<string, string>;
}

const IMAGE = /(?:^|\/)flagger(?:-ts)?(?:[:@]|$)/;
const LEASE = 'flagger-leader-election';
const OLD_MS = 60_000;

/** Deployments whose image is an operator of canaries. */
export async function operators({ cluster }: Asked): Promise<readonly Operator[]> {
  const deployments = await cluster.list('Deployment', {});
  return deployments.flatMap((deployment) => operatorIn(deployment) ?? []);
}

function operatorIn({ metadata, spec, status }: KubeObject): Operator | undefined {
  const pod = fieldsOf(fieldsOf(fieldsOf(spec).template).spec);
  const container = itemsOf(pod.containers)
    .map(fieldsOf)
    .find(({ image }) => IMAGE.test(textOf(image) ?? ''));
  if (container === undefined) {
    return undefined;
  }
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    image: textOf(container.image) ?? '',
    ready: numberOf(fieldsOf(status).readyReplicas) ?? 0,
    account: textOf(pod.serviceAccountName) ?? 'default',
    flags: flagsOf([...textsOf(container.command), ...textsOf(container.args)]),
  };
}

/** With the value after `=` or a blank. */
const flagsOf = (words: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    words.flatMap((word, at) => {
      const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
      const next = words[at + 1];
      return name === undefined
        ? []
        : [[name, value ?? (next === undefined || next.startsWith('-') ? 'true' : next)] as const];
    }),
  );

/** Whether an operator runs, and where there are several whether one of them leads. */
export async function operatorFindings(asked: Asked, found: readonly Operator[]): Promise<readonly Finding[]> {
  if (found.length === 0) {
    return [
      warning('CHK020', 'no Deployment of an operator is found', 'Install one, or run it outside of the cluster.'),
    ];
  }
  const leases = await Promise.all(found.map((operator) => leader(asked, operator)));
  return [
    ...found.map(({ name, namespace, image, ready }) =>
      ready > 0
        ? ok('CHK020', `the operator ${name}.${namespace} runs: ${image}`)
        : wrong(
            'CHK020',
            `the operator ${name}.${namespace} has no ready pod`,
            `See kubectl -n ${namespace} describe deployment ${name}.`,
          ),
    ),
    ...leases.flat(),
  ];
}

async function leader({ cluster, io }: Asked, { flags }: Operator): Promise<readonly Finding[]> {
  if (!/^(?:1|t|true)$/i.test(flags.get('enable-leader-election') ?? '')) {
    return [];
  }
  // as the operator chooses it, and Flagger's
  const at = flags.get('namespace') || flags.get('leader-election-namespace') || 'kube-system';
  const lease = await cluster.get('Lease', { namespace: at, name: LEASE });
  const { holderIdentity, renewTime } = fieldsOf(lease?.spec);
  const age = io.now() - Date.parse(textOf(renewTime) ?? '');
  return age < OLD_MS
    ? [ok('CHK021', `${textOf(holderIdentity) ?? 'somebody'} leads`)]
    : [
        wrong(
          'CHK021',
          `nobody renews the lease ${LEASE} in ${at}`,
          'No operator leads: see the logs of its pods for why.',
        ),
      ];
}
