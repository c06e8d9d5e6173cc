import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, type JsonObject, listAt, objectsAt, stringAt } from '../json.ts';
import { TABLE, trial, type Trial } from '../trial/trial.ts';

const EVENTS = '/api/v1/namespaces/test/events';
const NEW_EVENTS = '/apis/events.k8s.io/v1/namespaces/test/events';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial();
});
afterAll(() => cluster.close());

const anEvent = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name },
  involvedObject: { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'podinfo', namespace: 'test', uid: 'u-1' },
  reason: 'Synced',
  message: 'Advance podinfo.test canary weight 10',
  type: 'Normal',
  source: { component: 'flagger' },
  firstTimestamp: '2026-01-01T00:00:00Z',
  lastTimestamp: '2026-01-01T00:00:00Z',
  count: 1,
  ...more,
});

describe('an event', () => {
  it('is the same in both groups, under the names of each', async () => {
    await cluster.post(EVENTS, anEvent('both'));
    expect((await cluster.get(`${NEW_EVENTS}/both`)).body).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      regarding: { name: 'podinfo' },
      note: 'Advance podinfo.test canary weight 10',
      deprecatedCount: 1,
      deprecatedSource: { component: 'flagger' },
    });
    await cluster.post(NEW_EVENTS, {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'new' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      regarding: { kind: 'Pod', name: 'a', namespace: 'test' },
      note: 'told',
      reason: 'R',
      action: 'A',
      type: 'Normal',
      reportingController: 'c',
      reportingInstance: 'i',
    });
    expect((await cluster.get(`${EVENTS}/new`)).body).toMatchObject({
      apiVersion: 'v1',
      involvedObject: { name: 'a' },
      message: 'told',
      reportingComponent: 'c',
    });
  });

  it('is found by what it is about, as kubectl looks for it', async () => {
    await cluster.post(
      EVENTS,
      anEvent('found', { involvedObject: { kind: 'Canary', name: 'other', namespace: 'test', uid: 'u-2' } }),
    );
    const selector = encodeURIComponent('involvedObject.kind=Canary,involvedObject.name=other,involvedObject.uid=u-2');
    expect(
      objectsAt((await cluster.get(`${EVENTS}?fieldSelector=${selector}`)).body, 'items').map((item) =>
        stringAt(item, 'metadata', 'name'),
      ),
    ).toEqual(['found']);
  });

  it('is counted up by a patch', async () => {
    await cluster.post(EVENTS, anEvent('counted'));
    const { status } = await cluster.patch(
      `${EVENTS}/counted`,
      { count: 2, lastTimestamp: '2026-01-01T00:05:00Z' },
      'application/strategic-merge-patch+json',
    );
    expect(status).toBe(200);
    expect((await cluster.get(`${EVENTS}/counted`)).body).toMatchObject({
      count: 2,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:05:00Z',
    });
  });

  it('of one name is written once', async () => {
    await cluster.post(EVENTS, anEvent('once'));
    expect((await cluster.post(EVENTS, anEvent('once'))).status).toBe(409);
  });

  it('about an object of another namespace is refused', async () => {
    expect(
      (await cluster.post(EVENTS, anEvent('far', { involvedObject: { kind: 'Pod', name: 'a', namespace: 'default' } })))
        .status,
    ).toBe(422);
  });

  it('is shown with its object and its message', async () => {
    await cluster.post(EVENTS, anEvent('shown'));
    const { body } = await cluster.get(`${EVENTS}/shown`, TABLE);
    expect(
      objectsAt(body, 'columnDefinitions')
        .filter(({ priority }) => priority === 0)
        .map(({ name }) => name),
    ).toEqual(['Last Seen', 'Type', 'Reason', 'Object', 'Message']);
    expect(listAt(body, 'rows', 0, 'cells').slice(1, 4)).toEqual(['Normal', 'Synced', 'canary/podinfo']);
    expect(at(body, 'rows', 0, 'cells')).toContain('Advance podinfo.test canary weight 10');
  });
});
