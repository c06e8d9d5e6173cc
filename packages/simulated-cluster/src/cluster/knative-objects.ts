import type { KubeObject, Ref } from '@flagger/api';
import { at, listOf, numberAt, textAt } from '../json.ts';

export const KNATIVE_API = 'serving.knative.dev/v1';

/** Whether it is a Service of Knative. */
export const isService = ({ apiVersion, kind }: KubeObject): boolean =>
  apiVersion === KNATIVE_API && kind === 'Service';

/** A revision by its name. */
export const revisionOf = (name: string, namespace: string | undefined): Ref => ({
  apiVersion: KNATIVE_API,
  kind: 'Revision',
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});

/** What a revision says of being ready; empty where it says nothing. */
export const readyOf = (revision: KubeObject | undefined): string =>
  textAt(
    listOf(at(revision?.status, 'conditions')).find((each) => textAt(each, 'type') === 'Ready'),
    'status',
  );

/** Who says nothing has everybody follow the template. */
export function trafficOf({ spec }: KubeObject): readonly unknown[] {
  const found = listOf(at(spec, 'traffic'));
  return found.length > 0 ? found : [{ latestRevision: true, percent: 100 }];
}

/** Whether a revision was made after another. */
export const isNewer = (name: string, than: string | undefined): boolean =>
  than === undefined || numberIn(name) > numberIn(than);

const numberIn = (name: string): number => numberAt({ number: name.replace(/.*-/, '') }, 'number');
