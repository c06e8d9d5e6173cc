import type { KubeObject } from '@flagger/api';
import { canaryRow, fieldsOf, itemsOf, obstaclesOf, textOf } from '@flagger/view';
import type { Asked } from '../command.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

/** Whether an operator has accepted every canary, and the services that their webhooks call are there. */
export async function canaries(asked: Asked): Promise<readonly Finding[]> {
  const all = await asked.cluster.list('Canary', {});
  const hooks = await Promise.all(all.map((canary) => webhooks(asked, canary)));
  const refused = all.flatMap(refusal);
  return [
    ...refused,
    ...(refused.length === 0
      ? [ok('CHK060', `nothing is wrong with ${all.length === 1 ? 'the canary' : `the ${all.length} canaries`}`)]
      : []),
    ...hooks.flat(),
  ];
}

function refusal(canary: KubeObject): readonly Finding[] {
  const { name, namespace, phase } = canaryRow(canary);
  const accepted = obstaclesOf(canary).find(({ condition }) => condition === 'Accepted');
  if (accepted !== undefined) {
    return [wrong('CHK060', `${name}.${namespace} is refused: ${accepted.says}`, accepted.advice)];
  }
  return phase === ''
    ? [
        warning(
          'CHK061',
          `${name}.${namespace} has not been looked at by any operator`,
          'See whether one runs for its namespace.',
        ),
      ]
    : [];
}

async function webhooks(asked: Asked, canary: KubeObject): Promise<readonly Finding[]> {
  const { name, namespace } = canaryRow(canary);
  const analysis = fieldsOf(fieldsOf(canary.spec).analysis);
  const called = itemsOf(analysis.webhooks).flatMap((hook) => serviceOf(textOf(fieldsOf(hook).url) ?? '', namespace));
  const found = await Promise.all(called.map(async (each) => ({ ...each, isLost: await isLost(asked, each) })));
  const lost = new Set(found.flatMap((each) => (each.isLost ? [`${each.name}.${each.namespace}`] : [])));
  return [...lost].map((service) =>
    wrong(
      'CHK070',
      `a webhook of ${name}.${namespace} calls the service ${service}, which is not there`,
      'Install it, or change the url of the webhook.',
    ),
  );
}

/** A service that an address may be of. */
interface Called {
  readonly name: string;
  readonly namespace: string;
  /** It could be one of the internet as well: `example.com`. */
  readonly isAmbiguous: boolean;
}

async function isLost({ cluster }: Asked, { name, namespace, isAmbiguous }: Called): Promise<boolean> {
  const isThere = (await cluster.get('Service', { name, namespace })) !== undefined;
  return !isThere && (!isAmbiguous || (await cluster.get('Namespace', { name: namespace })) !== undefined);
}

/** The service of an address that may be inside of the cluster; none for any other host. */
function serviceOf(url: string, namespace: string): readonly Called[] {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  const [, name, own, rest] = /^([a-z0-9-]+)(?:\.([a-z0-9-]+)(\.svc(?:\.cluster\.local)?)?)?$/.exec(host) ?? [];
  return name === undefined || /^\d+$/.test(name) || name === 'localhost'
    ? []
    : [{ name, namespace: own ?? namespace, isAmbiguous: own !== undefined && rest === undefined }];
}
