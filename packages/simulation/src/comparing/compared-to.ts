import type { CountingWindow, KubeObject, RawCanary } from '@flagger/api';
import { at, numberAt } from '@flagger/simulated-cluster';

/** Up to which second more was compared by a new status: as it says, or as far as was asked where new weights begin. */
export function comparedTo(
  before: KubeObject | RawCanary | undefined,
  after: KubeObject | undefined,
  asked: readonly { readonly question: { readonly window?: CountingWindow } }[],
): number {
  const [was, is] = [before, after].map((object) => JSON.stringify(at(object?.status, 'analysis', 'metrics')));
  const ends = asked.flatMap(({ question: { window } }) => (window ? [window.to] : []));
  return was === is ? -Infinity : numberAt(after?.status, 'analysis', 'until') || Math.max(...ends);
}
