import type { KubeObject } from '@flagger/api';
import { numberAt } from '@flagger/simulated-cluster';
import { canariesIn, ingressSplit } from './ingress-split.ts';
import type { Share, Split } from './split.ts';

const WEIGHTS = 'zalando.org/backend-weights';
const PREDICATE = 'zalando.org/skipper-predicate';

/** The Ingress of the canary, where Skipper reads who gets how much in one annotation, and whether it counts in another. */
export const skipperSplit = (user: string): Split => ({
  ...ingressSplit(user),
  lists: (object) => canariesIn(object).map((canary) => sharesIn(object, canary)),
  edited: (object, canary) => ({
    metadata: {
      annotations: {
        [WEIGHTS]: JSON.stringify(
          Object.fromEntries(
            canariesIn(object).flatMap((name) => [
              [name, canary],
              [primaryOf(name), 100 - canary],
            ]),
          ),
        ),
        [PREDICATE]: 'Weight(100)',
      },
    },
  }),
});

/** Whom Skipper passes by there, the user's Ingress leads to the service that is called: the primary. */
function sharesIn({ metadata: { annotations = {} } }: KubeObject, canary: string): readonly Share[] {
  const weights: unknown = JSON.parse(annotations[WEIGHTS] ?? '{}');
  const isPassedBy = (annotations[PREDICATE] ?? '').startsWith('False()');
  const share = isPassedBy ? 0 : numberAt(weights, canary);
  return [
    { to: canary, weight: share },
    { to: primaryOf(canary), weight: isPassedBy ? 100 : numberAt(weights, primaryOf(canary)) },
  ];
}

const primaryOf = (canary: string): string => canary.replace(/-canary$/, '-primary');
