import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { VirtualClock } from '@flagger/testing';
import type { Json } from '../json.ts';
import { trial, type Trial } from '../trial/trial.ts';

const EVENTS = '/api/v1/namespaces/test/events';
const MINUTE = 60_000;

const clock = new VirtualClock(Date.now());
let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({ clock });
});
afterAll(() => cluster.close());

const anEvent = (name: string): Json => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name },
  involvedObject: { kind: 'Pod', name: 'a', namespace: 'test' },
  reason: 'Synced',
  message: 'told',
  type: 'Normal',
});

it('an event is forgotten after an hour, and not before', async () => {
  await cluster.post(EVENTS, anEvent('early'));
  await clock.pass(30 * MINUTE);
  await cluster.post(EVENTS, anEvent('late'));
  await clock.pass(29 * MINUTE);
  expect((await cluster.get(`${EVENTS}/early`)).status).toBe(200);
  await clock.pass(3 * MINUTE);
  expect((await cluster.get(`${EVENTS}/early`)).status).toBe(404);
  expect((await cluster.get(`${EVENTS}/late`)).status).toBe(200);
});
