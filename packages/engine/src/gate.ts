import { webhooksOf, type Answer, type Canary } from '@flagger/api';

/** Whether the hook that closed the gate wants no alert about it. */
export function isMuted(canary: Canary, { findings }: Answer): boolean {
  const closed = findings.find((finding) => finding.kind === 'reply' && !finding.ok);
  return (
    closed?.kind === 'reply'
    && webhooksOf(canary, closed.hook).some(({ name, muteAlert }) => name === closed.name && muteAlert === true)
  );
}
