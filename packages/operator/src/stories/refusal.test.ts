import { describe, expect, it } from '@jest/globals';
import type { Condition, Finding, KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { aCanary, aDeployment, allIsWell, aShell, running, setImage, success, TARGET, weights } from './podinfo.ts';

const accepted = (shell: MemoryShell): Condition | undefined =>
  shell.canary().status?.conditions?.find(({ type }) => type === 'Accepted');

const REFUSED: readonly (readonly [string, KubeObject, RegExp])[] = [
  [
    'an unknown provider',
    aCanary({ spec: { provider: 'linkerd3' } }),
    /spec\.provider: found "linkerd3", allowed is one of istio/,
  ],
  ['no strategy', aCanary({ analysis: { stepWeight: undefined, maxWeight: undefined } }), /spec\.analysis/],
  ['a step of nothing', aCanary({ analysis: { stepWeight: 0 } }), /spec\.analysis\.stepWeight: found 0/],
  [
    'a metric without query or template',
    aCanary({ analysis: { metrics: [{ name: 'mine' }] } }),
    /spec\.analysis\.metrics\[0\].*mine/,
  ],
  ['an unreadable interval', aCanary({ analysis: { interval: '10sx' } }), /spec\.analysis\.interval: found "10sx"/],
  ['a negative weight', aCanary({ analysis: { stepWeight: -5 } }), /spec\.analysis\.stepWeight: found -5/],
  [
    'what the mesh would misroute',
    aCanary({ spec: { service: { port: 80, delegation: true, hosts: ['a.example'] } } }),
    /spec\.service\.delegation/,
  ],
];

describe('a Canary that cannot work', () => {
  it.each(REFUSED)(
    '%s: is told by an event and a condition that name the field, and nothing is created for it',
    async (_, canary, message) => {
      const shell = aShell({ canary });
      shell.start();
      await shell.pass(60);
      expect(accepted(shell)).toMatchObject({ status: 'False', message: expect.stringMatching(message) });
      expect(shell.events.map(({ type, message: text }) => [type, text])).toEqual([
        ['Warning', expect.stringMatching(message)],
      ]);
      expect(
        shell.objects
          .all()
          .map(({ kind }) => kind)
          .sort(),
      ).toEqual(['Canary', 'Deployment']);
      expect(running(shell, TARGET)).toBe('podinfo:1 x2');
    },
  );

  it('works as soon as it is mended, and says so', async () => {
    const shell = aShell({ canary: aCanary({ analysis: { interval: 'soon' } }) });
    shell.start();
    await shell.pass(20);
    shell.objects.set({ ...shell.canary(), spec: aCanary().spec });
    await shell.pass(30);
    expect([accepted(shell)?.status, shell.canary().status?.phase]).toEqual(['True', 'Initialized']);
  });

  it('keeps its routes where it becomes senseless during a run', async () => {
    const shell = aShell();
    shell.start();
    await shell.pass(30);
    setImage(shell, 'podinfo:2');
    await shell.pass(10);
    shell.objects.set({ ...shell.canary(), spec: aCanary({ analysis: { stepWeight: -1 } }).spec });
    await shell.pass(100);
    expect([weights(shell), accepted(shell)?.status]).toEqual([[70, 30], 'False']);
  });

  it('with a missing target says what Flagger says, and goes on when it comes', async () => {
    const shell = aShell();
    shell.objects.delete(TARGET);
    shell.start();
    await shell.pass(20);
    expect(shell.events.map(({ message }) => message)).toEqual([
      'deployment podinfo.test get query error: deployments.apps "podinfo" not found',
    ]);
    expect(accepted(shell)).toMatchObject({
      status: 'False',
      reason: 'TargetMissing',
      message: expect.stringContaining('spec.targetRef.name'),
    });
    shell.objects.set(aDeployment('podinfo:1'));
    await shell.pass(30);
    expect([accepted(shell)?.status, shell.canary().status?.phase]).toEqual(['True', 'Initialized']);
  });

  it('that names the target of an older one is refused, and the older one goes on', async () => {
    const shell = aShell();
    shell.start();
    await shell.pass(30);
    shell.objects.set({ ...aCanary({ name: 'younger' }), spec: aCanary().spec });
    setImage(shell, 'podinfo:2');
    await shell.pass(120);
    expect(shell.canary('test/younger').status?.conditions).toMatchObject([
      { type: 'Accepted', status: 'False', message: expect.stringContaining('podinfo') },
      // should the older one and the primary go, nobody makes it anew from whatever the target is then
      { type: 'Inherited', status: 'True', reason: 'PrimaryFound' },
    ]);
    expect(shell.canary('test/podinfo').status?.phase).toBe('Succeeded');
  });

  it('works as soon as the older one of its target is gone', async () => {
    const shell = aShell();
    shell.start();
    await shell.pass(30);
    shell.objects.set({ ...aCanary({ name: 'younger' }), spec: aCanary().spec });
    await shell.pass(30);
    shell.objects.delete(shell.canary());
    await shell.pass(30);
    expect(shell.canary('test/younger').status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Accepted', status: 'True' }),
    );
  });

  it('for a port that no container has goes on as soon as one has it', async () => {
    const shell = aShell({ canary: aCanary({ spec: { service: { port: 80, targetPort: 'web' } } }) });
    shell.start();
    await shell.pass(20);
    expect(accepted(shell)).toMatchObject({
      status: 'False',
      reason: 'TargetUnusable',
      message: expect.stringContaining('spec.service.targetPort: found "web"'),
    });
    const containers = [{ name: 'main', image: 'podinfo:1', ports: [{ name: 'web', containerPort: 8080 }] }];
    const template = { metadata: { labels: { app: 'podinfo' } }, spec: { containers } };
    shell.edit(TARGET, (target) => ({ ...target, spec: { ...aDeployment('podinfo:1').spec, template } }));
    await shell.pass(30);
    expect([accepted(shell)?.status, shell.canary().status?.phase]).toEqual(['True', 'Initialized']);
  });

  it('is told only once what can hardly be meant', async () => {
    const shell = aShell({ canary: aCanary({ analysis: { interval: '1s', threshold: 0 } }) });
    shell.start();
    await shell.pass(30);
    setImage(shell, 'podinfo:2');
    await shell.pass(120);
    const told = 'spec.analysis.interval is 1s and counts as 10s';
    expect(shell.writes.filter((write) => write === `event ${told}`)).toHaveLength(1);
    expect(shell.canary().status?.phase).toBe('Succeeded');
  });

  it.each([
    ['a step past maxWeight', { stepWeight: 40, maxWeight: 50 }],
    ['an interval under 10 s', { interval: '1s' }],
  ])('%s is tolerated', async (_, analysis) => {
    const shell = aShell({ canary: aCanary({ analysis }) });
    shell.start();
    await shell.pass(30);
    setImage(shell, 'podinfo:2');
    await shell.pass(120);
    expect(shell.canary().status?.phase).toBe('Succeeded');
  });
});

describe('a metrics server that cannot be reached', () => {
  const unreachable: Finding = {
    kind: 'metric',
    name: 'request-success-rate',
    source: 'success-rate',
    provider: 'istio',
    problem: { kind: 'unreachable', message: 'connect ECONNREFUSED' },
  };
  const noValues: Finding = {
    kind: 'metric',
    name: 'request-success-rate',
    source: 'success-rate',
    provider: 'istio',
    problem: { kind: 'no-values', message: 'no values found' },
  };

  async function run(findings: (second: number) => readonly Finding[], seconds: number): Promise<MemoryShell> {
    let start = 0;
    const shell = aShell({
      canary: aCanary({ spec: { progressDeadlineSeconds: 120 } }),
      find: (question) =>
        question.what === 'check' ? findings((shell.clock.now() - start) / 1000) : allIsWell(question),
    });
    shell.start();
    await shell.pass(30);
    start = shell.clock.now();
    setImage(shell, 'podinfo:2');
    await shell.pass(seconds);
    return shell;
  }

  it('holds the canary, says so, and goes on when it is back', async () => {
    const shell = await run((second) => (second < 100 ? [unreachable] : [success(99.9)]), 60);
    expect([shell.canary().status?.failedChecks, weights(shell)]).toEqual([0, [70, 30]]);
    expect(shell.canary().status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Held', status: 'True', reason: 'MetricsServerUnreachable' }),
    );
    expect(shell.events.filter(({ message }) => message.includes('metrics server cannot be reached'))).toHaveLength(1);
    await shell.pass(120);
    expect(shell.canary().status?.phase).toBe('Succeeded');
    expect(shell.canary().status?.conditions?.map(({ type }) => type)).toEqual(['Promoted', 'Routed']);
  });

  it('rolls back only after progressDeadlineSeconds of it', async () => {
    const shell = await run(() => [unreachable], 125);
    expect(weights(shell)).toEqual([70, 30]);
    await shell.pass(60);
    expect([shell.canary().status?.phase, weights(shell)]).toEqual(['Failed', [100, 0]]);
  });

  it('is not the same as a metric without a value, which is a failed check', async () => {
    const shell = await run(() => [noValues], 60);
    expect(shell.canary().status?.phase).toBe('Failed');
  });
});

describe('a spec that turns out in the middle of a turn not to be workable', () => {
  it('is refused once, and not tried again before it is another one', async () => {
    const shell = aShell({ canary: aCanary({ spec: { service: { name: 'outside', port: 80 } } }) });
    shell.objects.set({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'outside', namespace: 'test' },
      spec: { type: 'ExternalName', externalName: 'outside.example.com' },
    });
    shell.start();
    await shell.pass(600);
    expect(accepted(shell)).toMatchObject({ status: 'False', message: expect.stringContaining('spec.service.name') });
    const { length } = shell.writes;
    await shell.pass(3600);
    expect(shell.writes.slice(length)).toEqual([]);
    shell.objects.set({ ...shell.canary(), spec: aCanary().spec });
    await shell.pass(60);
    expect([accepted(shell)?.status, shell.canary().status?.phase]).toEqual(['True', 'Initialized']);
  });
});
