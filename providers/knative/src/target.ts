import { type Canary, isKnative, nameIn, type Target } from '@flagger/api';

/** Why there is no target to work with. */
export type Unfit = Exclude<Target, { readonly state: 'found' }>;

/** The object of another kind has no revisions to route between. */
export function otherKind({ spec: { targetRef } }: Canary): Unfit | undefined {
  const { apiVersion, kind } = targetRef;
  return isKnative(targetRef)
    ? undefined
    : {
        state: 'unusable',
        message: `can't use ${apiVersion}/${kind} as target if provider is set to knative`,
        field: 'spec.targetRef',
        found: `a ${kind} of ${apiVersion}`,
        allowed: 'a Service of serving.knative.dev/v1',
      };
}

/** Flagger's words for a Service that is not there. */
export const missing = (canary: Canary): Unfit => {
  const { name } = canary.spec.targetRef;
  return absent(canary, `get query error: services.serving.knative.dev "${name}" not found`);
};

/** Knative has not looked at it yet. */
export const withoutRevision = (canary: Canary): Unfit => absent(canary, 'has no revision yet');

function absent({ metadata: { namespace }, spec: { targetRef } }: Canary, what: string): Unfit {
  const { name } = targetRef;
  return {
    state: 'missing',
    message: `Knative Service ${nameIn(name, namespace)} ${what}`,
    field: 'spec.targetRef.name',
    found: JSON.stringify(name),
    allowed: `the name of a Knative Service with a revision in namespace ${namespace}`,
  };
}
