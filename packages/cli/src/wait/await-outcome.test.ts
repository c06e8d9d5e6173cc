import { beforeAll, describe, expect, it } from '@jest/globals';
import { house } from '../../test/house.ts';
import { aCanary, aCondition, aDeployment, routed } from '../../test/objects.ts';

const cluster = house();
const wait = (more: string): ReturnType<typeof cluster.type> => cluster.type(`status podinfo -n test ${more}`);

beforeAll(async () => {
  await cluster.put(aCanary({ lastAppliedSpec: 'new' }));
  await cluster.put(aDeployment('podinfo', 'podinfo:2'));
  await cluster.put(aDeployment('podinfo-primary', 'podinfo:1'));
});

describe('the exit code of status --for', () => {
  it.each([
    ['succeeded', 'Succeeded', '', 0],
    ['succeeded', 'Failed', '', 3],
    ['succeeded', 'Progressing', '', 4],
    ['succeeded', 'WaitingPromotion', '--fail-on waiting', 5],
    ['succeeded', 'WaitingPromotion', '', 4],
    ['promoted', 'Finalising', '', 0],
    ['promoted', 'Failed', '', 3],
    ['failed', 'Failed', '', 0],
    ['failed', 'Succeeded', '--since-change old', 1],
    ['waiting', 'Waiting', '', 0],
    ['waiting', 'Progressing', '', 4],
  ])('for %s is, where it is %s %s, %i', async (outcome, phase, more, code) => {
    await cluster.status({ phase });
    expect((await wait(`--for ${outcome} --timeout 30ms ${more}`)).code).toBe(code);
  });

  it('is 2 for what nobody can wait for, and for a time that is none', async () => {
    expect((await wait('--for happiness')).code).toBe(2);
    expect(await wait('--for failed --timeout soon')).toMatchObject({
      code: 2,
      told: 'error: --timeout: found "soon", allowed is a time such as 90s or 10m',
    });
  });

  it('is 1 where there is no such canary, and 7 where nobody answers', async () => {
    expect((await cluster.type('status nobody -n test --for failed')).code).toBe(1);
    expect((await cluster.type('status podinfo', { environment: { KUBECONFIG: '/no/such/file' } })).code).toBe(7);
  });

  it('is 130 where it is interrupted', async () => {
    await cluster.status({ phase: 'Progressing' });
    const end = new AbortController();
    const waiting = cluster.type('status podinfo -n test --for failed', { signal: end.signal });
    end.abort();
    expect((await waiting).code).toBe(130);
  });

  it('counts a pause and a closed gate as waiting for a person', async () => {
    const gate = { kind: 'webhook', name: 'ask', type: 'confirm-traffic-increase', verdict: 'hold', message: 'closed' };
    await cluster.status({ phase: 'Progressing', analysis: { checks: [gate] } });
    expect((await wait('--for waiting')).code).toBe(0);
    await cluster.status({ analysis: { checks: [] }, conditions: [aCondition('Paused', 'True', 'x'), routed] });
    expect((await wait('--for waiting')).code).toBe(0);
    await cluster.status({ conditions: [routed] });
  });
});

describe('an outcome of before', () => {
  it('does not count while the revision is the one of before', async () => {
    await cluster.status({ phase: 'Succeeded', lastAppliedSpec: 'old' });
    const { code, told } = await wait('--for succeeded --since-change old --timeout 30ms');
    expect(code).toBe(4);
    expect(told).toContain('which is not of the change old');
    await cluster.status({ lastAppliedSpec: 'new' });
    expect((await wait('--for succeeded --since-change old')).code).toBe(0);
  });

  it.each(['sha256:ea41dc1865351c4d3fa25c9ddf2f4cea', '5978589476'])(
    'is known by the revision %s',
    async (revision) => {
      await cluster.status({ phase: 'Succeeded', lastAppliedSpec: revision });
      expect((await wait(`--for succeeded --since-change ${revision} --timeout 30ms`)).code).toBe(4);
      await cluster.status({ lastAppliedSpec: 'new' });
      expect((await wait(`--for succeeded --since-change ${revision} --timeout 30ms`)).code).toBe(0);
    },
  );

  it('does not count while the primary runs another image', async () => {
    await cluster.status({ phase: 'Succeeded' });
    expect((await wait('--for succeeded --since-change podinfo:2 --timeout 30ms')).code).toBe(4);
    expect((await wait('--for succeeded --since-change podinfo:1 --timeout 30ms')).code).toBe(4);
  });

  it('does not count where it failed before the target had the image', async () => {
    await cluster.status({ phase: 'Failed', lastTransitionTime: '2026-01-01T10:00:00Z' });
    expect((await wait('--for succeeded --since-change podinfo:2 --timeout 30ms')).code).toBe(4);
    await cluster.status({ lastTransitionTime: '2999-01-01T10:00:00Z' });
    expect((await wait('--for succeeded --since-change podinfo:2 --timeout 30ms')).code).toBe(3);
  });
});
