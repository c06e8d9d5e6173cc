import { describe, expect, it } from '@jest/globals';
import { aCanary, anEvent } from '../test/builders.ts';
import { canaryRow } from './canary-row.ts';
import { canaryStatus } from './canary-status.ts';
import { historyOf } from './history.ts';
import { obstaclesOf } from './obstacle.ts';
import { toldOf } from './told.ts';
import { treeOf, wantedObjects } from './tree.ts';

describe('the row of a canary', () => {
  it('has its way, step, share and failed checks', () => {
    const canary = aCanary({ phase: 'Progressing', canaryWeight: 20, failedChecks: 1 });
    expect(canaryRow(canary)).toEqual({
      namespace: 'test',
      name: 'podinfo',
      phase: 'Progressing',
      way: 'weights',
      weight: 20,
      step: { done: 2, of: 5 },
      failedChecks: { count: 1, of: 3 },
      since: '2026-01-01T10:00:00Z',
    });
  });

  it('is there for a Canary that no operator has looked at, and for one that nobody can read', () => {
    const { status: _, ...bare } = aCanary();
    expect(canaryRow(bare)).toMatchObject({ phase: '', weight: 0 });
    expect(canaryRow({ ...bare, spec: 7, status: 'none' })).toMatchObject({ phase: '', step: { done: 0, of: 1 } });
  });

  it('tells the first trouble', () => {
    const canary = aCanary({
      conditions: [
        { type: 'TargetReady', status: 'False', reason: 'a', message: 'no pods' },
        { type: 'Accepted', status: 'False', reason: 'b', message: 'spec.provider: found "x"' },
      ],
    });
    expect(canaryRow(canary).trouble).toBe('spec.provider: found "x"');
    expect(obstaclesOf(canary).map(({ condition }) => condition)).toEqual(['Accepted', 'TargetReady']);
  });
});

describe('the status of a canary', () => {
  it('names the target, what was seen of it and what was promoted', () => {
    expect(canaryStatus(aCanary({ lastAppliedSpec: 'b', lastPromotedSpec: 'a' }))).toMatchObject({
      target: { kind: 'Deployment', name: 'podinfo' },
      revision: { seen: 'b', promoted: 'a' },
      checks: [],
    });
  });
});

describe('events', () => {
  it('are told by time, and in one second by the order of the cluster', () => {
    const told = toldOf([anEvent('third', 5, '9'), anEvent('second', 5, '8'), anEvent('first', 1, '10')]);
    expect(told.map(({ message }) => message)).toEqual(['first', 'second', 'third']);
    expect(told[0]).toMatchObject({ object: 'Canary/podinfo', type: 'Normal', reason: 'Synced', count: 1 });
  });
});

describe('the history', () => {
  const run = (...messages: readonly string[]): ReturnType<typeof historyOf> =>
    historyOf(messages.map((message, at) => anEvent(message, at, String(at))));

  it('has each run with its outcome, its length and who asked', () => {
    expect(
      run(
        'New revision detected! Scaling up podinfo.test',
        'Starting canary analysis for podinfo.test',
        'Promote (1) asked by anna: promoting podinfo.test',
        'Promotion completed! Scaling down podinfo.test',
        'New revision detected! Scaling up podinfo.test',
        'Rolling back podinfo.test failed checks threshold reached 3',
        'Canary failed! Scaling down podinfo.test',
      ),
    ).toEqual([
      {
        began: '2026-01-01T10:00:00Z',
        ended: '2026-01-01T10:00:03Z',
        outcome: 'succeeded',
        seconds: 3,
        asked: ['Promote (1) asked by anna: promoting podinfo.test'],
      },
      {
        began: '2026-01-01T10:00:04Z',
        ended: '2026-01-01T10:00:06Z',
        outcome: 'failed',
        seconds: 2,
        because: 'Rolling back podinfo.test failed checks threshold reached 3',
        asked: [],
      },
    ]);
  });

  it('tells a run that a newer revision took over, one that was set back, and one that goes on', () => {
    const runs = run(
      'New revision detected! Scaling up podinfo.test',
      'New revision detected! Restarting analysis for podinfo.test',
      'podinfo.test was set back to the promoted revision, stopping the analysis',
      'New revision detected! Scaling up podinfo.test',
    );
    expect(runs.map(({ outcome }) => outcome)).toEqual(['superseded', 'set back', 'running']);
  });

  it.each([
    ['Promotion of podinfo.test failed, primary not ready: crash loop', 'because'],
    ['Promotion of podinfo.test aborted by anna: podinfo-primary.test is overwritten, set the target back', 'because'],
    ['Reject (1) asked by anna: podinfo.test is not released', 'asked'],
  ])('ends a run by %s', (message, where) => {
    const [first, second] = run(
      'New revision detected! Restarting analysis for podinfo.test',
      message,
      'New revision detected! Scaling up podinfo.test',
      'Promotion completed! Scaling down podinfo.test',
    );
    expect(first).toMatchObject({ outcome: 'failed', seconds: 1, [where]: where === 'asked' ? [message] : message });
    expect(second).toMatchObject({ outcome: 'succeeded', seconds: 1, asked: [] });
  });

  it.each([
    'Copying podinfo.test template spec to podinfo-primary.test without analysis: it was promoted before',
    'Retry (2) asked by anna: copying podinfo.test template spec to podinfo-primary.test again',
  ])('begins one where a promotion that failed is made again: %s', (message) => {
    const runs = run(
      'New revision detected! Scaling up podinfo.test',
      'Promotion of podinfo.test failed, primary not ready: crash loop',
      message,
      'Promotion completed! Scaling down podinfo.test',
    );
    expect(runs.map(({ outcome }) => outcome)).toEqual(['failed', 'succeeded']);
    expect(runs[1]).toMatchObject({ seconds: 1, asked: message.startsWith('Retry') ? [message] : [] });
  });

  it('begins where its beginning is forgotten, and is empty where nothing is released', () => {
    expect(run('Starting canary analysis for podinfo.test')).toHaveLength(1);
    expect(run('Initialization done! podinfo.test')).toEqual([]);
  });
});

describe('the tree', () => {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'podinfo', namespace: 'test' },
    spec: { replicas: 2, template: { spec: { containers: [{ image: 'podinfo:2' }] } } },
    status: { readyReplicas: 1 },
  };

  it('shows how each object is, what is missing, and of routes only those that are there', () => {
    const { children, state } = treeOf(aCanary({ trackedConfigs: { 'configmap/conf': 'x' } }), ({ kind, name }) => {
      const isThere =
        (kind === 'Deployment' && name === 'podinfo') || (kind === 'VirtualService' && name === 'podinfo');
      return isThere ? { ...deployment, kind } : undefined;
    });
    expect(state).toBe('Initialized, 0 %');
    expect(children.map(({ role, kind, name, state: how }) => `${role} ${kind} ${name}: ${how}`)).toEqual([
      'target Deployment podinfo: 1 of 2 pods ready, podinfo:2',
      'primary Deployment podinfo-primary: missing',
      'apex Service podinfo: missing',
      'primary Service podinfo-primary: missing',
      'canary Service podinfo-canary: missing',
      'config ConfigMap conf: missing',
      'config ConfigMap conf-primary: missing',
      'route VirtualService podinfo: there',
    ]);
  });

  it('misses no Services of a Canary of Knative, where none are made', () => {
    const targetRef = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'hello' };
    const wanted = wantedObjects({ ...aCanary(), spec: { targetRef, analysis: {} } });
    expect(wanted.filter(({ isOptional }) => !isOptional).map(({ role, name }) => `${role} ${name}`)).toEqual([
      'target hello',
    ]);
  });

  it('looks for a metric template in the namespace that the Canary names', () => {
    const metrics = [{ name: 'own', templateRef: { name: 'latency', namespace: 'shared' } }];
    const wanted = wantedObjects(aCanary({}, { metrics })).filter(({ role }) => role === 'metric');
    expect(wanted).toMatchObject([{ kind: 'MetricTemplate', name: 'latency', namespace: 'shared' }]);
  });
});
