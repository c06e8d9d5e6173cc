import { fieldsOf, textOf } from '@flagger/view';
import type { Asked } from '../command.ts';
import { EXIT, Ended } from '../exit.ts';

/** One right, as a rule of a role says it. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
}

/** Asks the API server before anything happens; throws which right is missing. */
export async function mayDo(asked: Asked, right: Right): Promise<void> {
  const reason = await missing(asked, right);
  if (reason !== undefined) {
    throw new Ended(EXIT.unreachable, `you may not do that: ${rightText(right)} is missing${reason}`);
  }
}

/** Undefined where the right is there, else what the API server says of it. */
export async function missing({ cluster }: Pick<Asked, 'cluster'>, right: Right): Promise<string | undefined> {
  const review = await cluster.create('SelfSubjectAccessReview', {}, reviewOf('SelfSubjectAccessReview', right));
  return refusalIn(review);
}

/** The body of a review, of ourselves or with `user` of somebody else. */
export const reviewOf = (kind: string, { verb, group, resource, namespace }: Right, user?: string): object => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind,
  spec: {
    ...(user !== undefined && { user }),
    resourceAttributes: { verb, group, resource, ...(namespace !== undefined && { namespace }) },
  },
});

/** What a review says against it; undefined where it allows. */
export function refusalIn(review: unknown): string | undefined {
  const { allowed, reason } = fieldsOf(fieldsOf(review).status);
  const why = textOf(reason);
  return allowed === true ? undefined : why === undefined ? '' : ` (${why})`;
}

/** `verb patch of canaries.flagger.app in the namespace test`. */
export const rightText = (right: Right): string => `the verb ${right.verb} of ${resourceText(right)}`;

/** `canaries.flagger.app in the namespace test`. */
export function resourceText({ group, resource, namespace }: Omit<Right, 'verb'>): string {
  const name = group === '' ? resource : `${resource}.${group}`;
  return namespace === undefined ? name : `${name} in the namespace ${namespace}`;
}
