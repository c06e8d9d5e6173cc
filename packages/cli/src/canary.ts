import type { KubeObject } from '@flagger/api';
import { fieldsOf, itemsOf } from '@flagger/view';
import { type Asked, nameIn, namespaceOf } from './command.ts';
import { EXIT, Ended } from './exit.ts';

/** The canary that a verb is about; an error that says where it was looked for, and which there are. */
export async function canaryOf(asked: Asked): Promise<KubeObject> {
  const place = { namespace: namespaceOf(asked), name: nameIn(asked) };
  const canary = await asked.cluster.get('Canary', place);
  if (canary === undefined) {
    await mustServe(asked);
    const wanted = `there is no Canary ${place.name} in the namespace ${place.namespace}`;
    throw new Ended(EXIT.error, wanted + (await instead(asked, place)));
  }
  return canary;
}

/** Where a canary of that name is, or which others are there; nothing for those who may not see them. */
async function instead({ cluster }: Asked, { namespace, name }: { namespace: string; name: string }): Promise<string> {
  const seen =
    (await cluster.list('Canary', {}).catch(() => undefined))
    ?? (await cluster.list('Canary', { namespace }).catch(() => undefined));
  const elsewhere = namesOf(
    seen?.filter(({ metadata }) => metadata.name === name).map((each) => each.metadata.namespace),
  );
  if (elsewhere !== '') {
    return `, but in ${elsewhere}: say so with -n`;
  }
  const here = namesOf(
    seen?.filter(({ metadata }) => metadata.namespace === namespace).map((each) => each.metadata.name),
  );
  return seen === undefined ? '' : `, which has ${here === '' ? 'no canaries: get -A lists all' : here}`;
}

const MOST_NAMES = 5;

function namesOf(found: readonly (string | undefined)[] = []): string {
  const names = found.filter((each) => each !== undefined).sort();
  const more = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** The events of one canary. */
export async function eventsOf(asked: Asked): Promise<readonly KubeObject[]> {
  const fields = `involvedObject.kind=Canary,involvedObject.name=${nameIn(asked)}`;
  return asked.cluster.list('Event', { namespace: namespaceOf(asked), fields });
}

/** Throws where the cluster has no such kind: then it is no wonder that nothing is found. */
export async function mustServe({ cluster }: Asked): Promise<void> {
  const { groups } = fieldsOf(await cluster.read('/apis'));
  if (!itemsOf(groups).some((group) => fieldsOf(group).name === 'flagger.app')) {
    throw new Ended(
      EXIT.error,
      'the cluster does not serve canaries.flagger.app: nothing is installed there; kubectl flagger check --pre says what an installation needs',
    );
  }
}
