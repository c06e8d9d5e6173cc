import type { CanaryStatus, Routes } from '@flagger/api';

export const routeLine = ({ primary, canary, mirrored }: Routes): string =>
  `route   ${primary}/${canary}${mirrored ? ' mirrored' : ''}`;

export function statusLine(status: CanaryStatus): string {
  const { phase, canaryWeight = 0, failedChecks = 0, iterations = 0, conditions = [] } = status;
  const others = conditions
    .filter(({ type }) => !['Promoted', 'Routed', 'Former'].includes(type))
    .map(({ type, status, reason }) => ` ${type}=${status}(${reason})`);
  return `status  ${phase} weight=${canaryWeight} failed=${failedChecks} iterations=${iterations}${others.join('')}`;
}
