import { describe, expect, it } from '@jest/globals';
import { aCanary, aShell, setImage } from './podinfo.ts';

/** What a crash is healed by: the status says where users are to be before the mesh hears of it, and events come before it. */
const step = (weight: number): readonly string[] => [
  `event Advance podinfo.test canary weight ${weight}`,
  'status Progressing',
  'patch VirtualService podinfo',
];

describe('the writes of a rollout of five steps', () => {
  it('are the events and statuses of Flagger, one write for each split, and three for the Deployments', async () => {
    const shell = aShell({ canary: aCanary({ analysis: { stepWeight: 10, maxWeight: 50 } }) });
    shell.pods.isRolling = true;
    shell.start();
    await shell.pass(30);
    const { length } = shell.writes;
    setImage(shell, 'podinfo:2');
    await shell.pass(120);
    const writes = shell.writes.slice(length);
    expect(writes).toEqual([
      'patch Deployment podinfo',
      'event New revision detected! Scaling up podinfo.test',
      'status Progressing',
      'event Starting canary analysis for podinfo.test',
      ...[10, 20, 30, 40, 50].flatMap(step),
      'replace Deployment podinfo-primary',
      'event Copying podinfo.test template spec to podinfo-primary.test',
      'status Promoting',
      'event Routing all traffic to primary',
      'status Finalising',
      'patch VirtualService podinfo',
      'patch Deployment podinfo',
      'event Promotion completed! Scaling down podinfo.test',
      'status Succeeded',
    ]);
    expect(writes).toHaveLength(28);
  });
});
