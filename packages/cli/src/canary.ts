import type { KubeObject } from '@flagger/api';
import { fieldsOf, itemsOf } from '@flagger/view';
import { type Asked, nameIn, namespaceOf } from './command.ts';
import { EXIT, Ended } from './exit.ts';

/** The canary that a verb is about; an error that says where it was looked for. */
export async function canaryOf(asked: Asked): Promise<KubeObject> {
  const place = { namespace: namespaceOf(asked), name: nameIn(asked) };
  const canary = await asked.cluster.get('Canary', place);
  if (canary === undefined) {
    await mustServe(asked);
    throw new Ended(EXIT.error, `there is no Canary ${place.name} in the namespace ${place.namespace}`);
  }
  return canary;
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
