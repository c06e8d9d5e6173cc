import { RULES } from '@flagger/kubernetes';
import { missing, refusalIn, reviewOf, resourceText, type Right, rightText } from '../act/may-do.ts';
import type { Asked } from '../command.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';
import type { Operator } from './operator.ts';

const INSTALLS: readonly Right[] = [
  { verb: 'create', group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' },
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' },
  { verb: 'create', group: '', resource: 'namespaces' },
  { verb: 'create', group: 'apps', resource: 'deployments' },
];

/** Whether we may install what an installation makes. */
export async function installationRights(asked: Asked): Promise<readonly Finding[]> {
  return Promise.all(
    INSTALLS.map(async (right) =>
      (await missing(asked, right)) === undefined
        ? ok('CHK030', `you have ${rightText(right)}`)
        : wrong('CHK030', `${rightText(right)} is missing`, 'Let somebody install it who has it.'),
    ),
  );
}

/** Whether the accounts of the operators have what every operator needs; a mesh needs more, which its role says. */
export async function operatorRights(asked: Asked, found: readonly Operator[]): Promise<readonly Finding[]> {
  const findings = await Promise.all(found.map((operator) => rightsOf(asked, operator)));
  return findings.flat();
}

async function rightsOf(asked: Asked, operator: Operator): Promise<readonly Finding[]> {
  const user = `system:serviceaccount:${operator.namespace}:${operator.account}`;
  const own = operator.flags.get('namespace') ?? '';
  const rights = RULES.flatMap(({ apiGroup, resource, verbs }) =>
    verbs.map((verb) => ({ verb, group: apiGroup, resource, ...(own !== '' && { namespace: own }) })),
  );
  try {
    const lacks = await lacking(asked, { user, rights });
    return lacks.length === 0
      ? [ok('CHK031', `${user} has the ${rights.length} rights that every operator needs`)]
      : lacks.length === rights.length
        ? [wrong('CHK031', `${user} has none of the ${rights.length} rights that every operator needs`, BINDING)]
        : byResource(lacks).map((named) => wrong('CHK031', `${user} lacks ${named}`, ACCOUNT));
  } catch {
    return [
      warning('CHK031', `the rights of ${user} cannot be seen`, 'You need the verb create of subjectaccessreviews.'),
    ];
  }
}

const ACCOUNT = 'Apply artifacts/flagger/account.yaml, or the chart with rbac.create.';
const BINDING = `Does the ClusterRoleBinding name this account? A second installation under the same name takes it for its own. ${ACCOUNT}`;

/** A sentence for each resource, with the verbs that are missing. */
function byResource(rights: readonly Right[]): readonly string[] {
  const verbs = Map.groupBy(rights, resourceText);
  return [...verbs].map(([of, each]) => `${each.map(({ verb }) => verb).join(', ')} of ${of}`);
}

async function lacking(
  { cluster }: Asked,
  { user, rights }: { readonly user: string; readonly rights: readonly Right[] },
): Promise<readonly Right[]> {
  const lacks = await Promise.all(
    rights.map(async (right) => {
      const review = await cluster.create('SubjectAccessReview', {}, reviewOf('SubjectAccessReview', right, user));
      return refusalIn(review) === undefined ? [] : [right];
    }),
  );
  return lacks.flat();
}
