import type { KubeObject } from '@flagger/api';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PLACE, PlayedWorkloads } from '../../test/played-workloads.ts';
import { type Deployment, DEPLOYMENTS, SERVICES } from './kinds.ts';
import { KNATIVE_SERVICES, type KnativeService, type Revision, REVISIONS } from './knative-kinds.ts';
import { knativePlan, type KnativeSeen } from './knative-service.ts';

let played: PlayedWorkloads;
beforeEach(async () => {
  played = new PlayedWorkloads();
  await played.start();
});
afterEach(() => played.stop());

const containers = (tag: string): object => [{ image: `podinfo:${tag}`, ports: [{ containerPort: 9898 }] }];
const service: KubeObject = {
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: PLACE,
  spec: { template: { spec: { containers: containers('6.0.1') } } },
};
const conditions = (): unknown => played.client.all(REVISIONS).map(({ status }) => status?.conditions);
const statusOf = (): unknown => played.client.all<KnativeService>(KNATIVE_SERVICES)[0]?.status;

describe('a Service of Knative', () => {
  it('gets a revision with pods, ready as soon as these are', async () => {
    await played.client.create(KNATIVE_SERVICES, service);
    await played.clock.pass(500);
    expect(statusOf()).toMatchObject({ latestCreatedRevisionName: 'podinfo-00001' });
    expect(statusOf()).not.toHaveProperty('traffic');
    const time: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(conditions()).toEqual([
      [{ type: 'Ready', status: 'Unknown', reason: 'Deploying', lastTransitionTime: time }],
    ]);
    await played.clock.pass(5000);
    expect(conditions()).toEqual([[{ type: 'Ready', status: 'True', lastTransitionTime: time }]]);
    expect(statusOf()).toMatchObject({
      observedGeneration: 1,
      latestReadyRevisionName: 'podinfo-00001',
      traffic: [{ latestRevision: true, revisionName: 'podinfo-00001', percent: 100 }],
    });
    expect(played.client.all(SERVICES)).toMatchObject([
      { metadata: { name: 'podinfo-00001' }, spec: { ports: [{ port: 80, targetPort: 9898 }] } },
    ]);
    expect(played.images()).toEqual(['podinfo:6.0.1', 'podinfo:6.0.1']);
  });

  it('gets another for another template, and none for other shares', async () => {
    await played.client.create(KNATIVE_SERVICES, service);
    await played.clock.pass(5000);
    const traffic = [
      { latestRevision: true, percent: 20 },
      { revisionName: 'podinfo-00001', percent: 80 },
    ];
    await played.client.patch(KNATIVE_SERVICES, PLACE, { spec: { traffic } });
    await played.clock.pass(5000);
    expect(played.client.all(REVISIONS)).toHaveLength(1);
    await played.client.patch(KNATIVE_SERVICES, PLACE, {
      spec: { template: { spec: { containers: containers('6.0.2') } } },
    });
    await played.clock.pass(500);
    expect(statusOf()).toMatchObject({
      latestCreatedRevisionName: 'podinfo-00002',
      latestReadyRevisionName: 'podinfo-00001',
    });
    await played.clock.pass(5000);
    expect(statusOf()).toMatchObject({
      traffic: [
        { revisionName: 'podinfo-00002', percent: 20 },
        { revisionName: 'podinfo-00001', latestRevision: false, percent: 80 },
      ],
    });
    expect(played.client.all(DEPLOYMENTS).map(({ metadata }) => metadata.name)).toEqual([
      'podinfo-00001-deployment',
      'podinfo-00002-deployment',
    ]);
    const { length } = played.client.writes;
    await played.clock.pass(60_000);
    expect(played.client.writes.slice(length)).toEqual([]);
  });

  it('refuses a revision that is not there in words, and routes on as before', async () => {
    await played.client.create(KNATIVE_SERVICES, service);
    await played.clock.pass(5000);
    await played.client.patch(KNATIVE_SERVICES, PLACE, {
      spec: { traffic: [{ revisionName: 'elsewhere', percent: 100 }] },
    });
    await played.clock.pass(500);
    expect(statusOf()).toMatchObject({
      observedGeneration: 2,
      traffic: [{ revisionName: 'podinfo-00001', percent: 100 }],
      conditions: [
        { type: 'RoutesReady', status: 'False', message: 'Revision "elsewhere" referenced in traffic not found.' },
      ],
    });
  });
});

describe('a revision of Knative', () => {
  const made = { namespace: 'test', uid: 'uid-1' };
  const spec = { containers: [{ image: 'podinfo:6.0.1' }] };
  const deployment = (status: NonNullable<Deployment['status']>): Deployment => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...made, name: 'podinfo-00001-deployment' },
    spec: { selector: {}, template: { spec: { containers: [{ name: 'main', image: 'podinfo:6.0.1' }] } } },
    status,
  });
  const revision = (conditions: NonNullable<Revision['status']>['conditions'] = []): Revision => ({
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Revision',
    metadata: { ...made, name: 'podinfo-00001' },
    spec,
    status: { conditions },
  });
  const written = (seen: Omit<KnativeSeen, 'service' | 'now'>): unknown =>
    knativePlan({
      ...seen,
      service: {
        apiVersion: 'serving.knative.dev/v1',
        kind: 'Service',
        metadata: { ...PLACE, ...made, generation: 1 },
        spec: { template: { spec } },
      },
      now: Date.parse('2026-01-01T00:01:00Z'),
    }).writes.map((write) => (write.do === 'patch' ? write.changes : undefined))[0];
  const time = '2026-01-01T00:01:00Z';
  const READY = { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' };

  it('cannot start where its Deployment makes no progress', () => {
    const isStuck = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };
    expect(written({ revisions: [revision()], deployments: [deployment({ conditions: [isStuck] })] })).toMatchObject({
      status: {
        conditions: [{ type: 'Ready', status: 'False', reason: 'ProgressDeadlineExceeded', lastTransitionTime: time }],
      },
    });
  });

  it('that was ready is so until it fails, and says since when', () => {
    const seen = { revisions: [revision([READY])], deployments: [] };
    expect(written({ ...seen, failing: new Set(['podinfo-00001']) })).toMatchObject({
      status: {
        conditions: [{ type: 'Ready', status: 'False', reason: 'ResourcesUnavailable', lastTransitionTime: time }],
      },
    });
    expect(written(seen)).toMatchObject({ status: { latestReadyRevisionName: 'podinfo-00001' } });
  });
});
