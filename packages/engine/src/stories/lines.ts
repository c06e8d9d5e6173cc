import { pairOf, type CanaryStatus, type Routes } from '@flagger/api';

export const routeLine = ({ primary, canary, mirrored, stickiness }: Routes): string =>
  `route   ${primary}/${canary}${mirrored ? ' mirrored' : ''}${stickyText(stickiness)}`;

function stickyText(stickiness: Routes['stickiness']): string {
  switch (stickiness?.kind) {
    case 'bound':
      return ` canary-cookie=${pairOf(stickiness.canary)}${stickiness.primary ? ` primary-cookie=${pairOf(stickiness.primary)}` : ''}`;
    case 'over':
      return ` dropped=${pairOf(stickiness.canary)}`;
    default:
      return '';
  }
}

export function statusLine(status: CanaryStatus): string {
  const { phase, canaryWeight = 0, failedChecks = 0, iterations = 0, conditions = [] } = status;
  const others = conditions
    .filter(({ type }) => !['Promoted', 'Routed', 'Former', 'Scaled'].includes(type))
    .map(({ type, status, reason }) => ` ${type}=${status}(${reason})`);
  const cookies = (
    ['primarySessionAffinityCookie', 'previousSessionAffinityCookie', 'sessionAffinityCookie'] as const
  ).map((field) => (status[field] ? ` ${field}=${status[field]}` : ''));
  return `status  ${phase} weight=${canaryWeight} failed=${failedChecks} iterations=${iterations}${others.join('')}${cookies.join('')}`;
}
