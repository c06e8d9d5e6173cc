import { fieldsOf, textOf } from '@flagger/view';
import type { Asked } from '../command.ts';

/** The name that the API server knows us by; where it does not say, that of the machine's user. */
export async function whoAmI({ cluster, io }: Asked): Promise<string | undefined> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const review = await cluster.create('SelfSubjectReview', {}, body).catch(() => undefined);
  const { username } = fieldsOf(fieldsOf(fieldsOf(review).status).userInfo);
  return textOf(username) ?? textOf(io.environment['USER']);
}
