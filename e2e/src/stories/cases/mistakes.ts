import { expect } from '@jest/globals';
import { textOf, treeOf, valueAt, type Tree } from '../../compare/values.ts';
import type { Place } from './place.ts';
import type { Case } from './told-case.ts';

const INPUT = '11-admission-rule-mistakes';

interface Mistake {
  readonly what: string;
  /** The field that must be named. */
  readonly field: RegExp;
  /** Whether the Canary may work on, with a warning. */
  readonly isToldOnly?: boolean;
  /** Where it can only be told on a cluster with that mesh. */
  readonly mesh?: string;
}

/** The mistake of each Canary in the input: site-1, site-2 and so on. */
const SITES: readonly Mistake[] = [
  { what: 'a webhook whose url is none', field: /webhooks\[0\]\.url/ },
  { what: 'a deadline of 5 s', field: /progressDeadlineSeconds/, isToldOnly: true },
  { what: 'a target of kind StatefulSet', field: /targetRef\.kind/ },
  { what: 'an autoscaler of kind HPA', field: /autoscalerRef\.kind/ },
  { what: 'App Mesh without a meshName', field: /service\.meshName/, mesh: 'appmesh' },
  { what: 'an interval shorter than the least', field: /analysis\.interval/, isToldOnly: true },
  { what: 'a stepWeight of 120', field: /stepWeight/ },
  { what: 'a maxWeight of 150', field: /maxWeight/ },
  { what: 'a stepWeight above maxWeight', field: /stepWeight/, isToldOnly: true },
  { what: 'iterations beside stepWeight', field: /spec\.analysis/ },
  { what: 'a match beside stepWeight', field: /match|stepWeight/, isToldOnly: true },
  { what: 'a metric over 5 s', field: /metrics\[0\]\.interval/, isToldOnly: true },
  { what: 'a metric that nobody knows', field: /metrics\[0\]/ },
  { what: 'a stepWeight of 0', field: /stepWeight/ },
  { what: 'weights that fall', field: /stepWeights/ },
  { what: 'an interval in hours', field: /analysis\.interval/ },
  { what: 'a threshold of 0', field: /analysis\.threshold/, isToldOnly: true },
  { what: 'no step weights', field: /stepWeights?/ },
  { what: 'a port of 70000', field: /service\.port/ },
  { what: 'a targetPort that no container has', field: /service\.targetPort/ },
];

/** One Canary with one mistake each, after the rules that people asked an admission check for. */
export const MISTAKES: readonly Case[] = SITES.map((mistake, index) => {
  const name = `site-${index + 1}`;
  const told = { input: INPUT, variant: name };
  return {
    ...told,
    ...(mistake.mesh !== undefined && { mesh: mistake.mesh }),
    wants: `${mistake.what} is ${mistake.isToldOnly ? 'told' : 'refused'}, naming the field`,
    tell: (place) => refusedOrTold(place, name, mistake),
  };
});

async function refusedOrTold(place: Place, name: string, { field, isToldOnly = false }: Mistake): Promise<void> {
  await place.begin((object) => object['kind'] === 'Deployment' && valueAt(object, 'metadata', 'name') === name);
  const { code, body } = await place.create(intended(place.given('Canary', name)));
  if (code >= 300) {
    expect(textOf(body['message'])).toMatch(field);
    return;
  }
  await place.until(
    `${String(field)} is named`,
    async () => {
      const said = await place.condition(name, 'Accepted');
      const isRefused = said.startsWith('False') && field.test(said);
      return isRefused || (isToldOnly && (await place.events(name)).some((event) => field.test(event)));
    },
    60,
  );
}

/** The intervals here are those of the operator that is tested, whose least one is 2 s and not 10 s. */
function intended(canary: Tree): Tree {
  const interval = textOf(valueAt(canary, 'spec', 'analysis', 'interval'));
  return interval === '3s' ? treeOf(JSON.parse(JSON.stringify(canary).replace('"3s"', '"1s"'))) : canary;
}
