import { expect } from '@jest/globals';
import { listOf, treeOf, valueAt } from '../../compare/values.ts';
import { pause, type Place } from './place.ts';
import type { Case } from './told-case.ts';

/** Weights of the VirtualService's first route: primary, canary. */
async function weights(place: Place, name: string): Promise<readonly number[]> {
  const route = await place.get('VirtualService', name);
  return listOf(valueAt(route, 'spec', 'http', 0, 'route')).map((each) => Number(treeOf(each)['weight'] ?? 0));
}

/** In the middle of fifty steps even a slow machine acts in time. */
const LONG = { spec: { analysis: { stepWeight: 1 } } };

const headers = (account: string): readonly (readonly [string, string])[] => [
  ['x-account', account],
  ['x-tenant', 'default'],
];

/** A metric's name is mistyped while a bad version has some of the users. */
async function mistyped(place: Place): Promise<string> {
  const url = `http://orders.${place.namespace}/`;
  await place.begin();
  await place.phase('orders', 'Initialized');
  await place.patch('Canary', 'orders', LONG);
  await place.setImage('1.0.1-bad50', 'orders');
  await place.until('the bad version has users', async () => ((await weights(place, 'orders'))[1] ?? 0) >= 1);
  const metrics = [{ name: 'request-succes-rate', interval: '10s', thresholdRange: { min: 99 } }];
  await place.patch('Canary', 'orders', { spec: { analysis: { metrics } } });
  await place.until('the name is told', async () =>
    /^False .*analysis\.metrics.*request-succes-rate/.test(await place.condition('orders', 'Accepted')),
  );
  return url;
}

/** Nobody is on the new version: all get the old one, and no error. */
async function allOnOld(place: Place, url: string): Promise<void> {
  await pause(1500);
  const crowd = place.crowd(url);
  await pause(3000);
  expect(Object.keys(await crowd.home())).toEqual(['1.0.0 200']);
}

/** What happens to a run from outside. */
export const RUNS: readonly Case[] = [
  {
    input: '06-match-edited-mid-run',
    wants: 'edits of match and timeout show in the mesh while a gate is waited for, and the release goes on',
    tell: async (place) => {
      const ask = async (account: string): Promise<string> =>
        (await place.ask(`http://tasks.${place.namespace}/tasks/`, { headers: headers(account) })).version;
      await place.begin();
      await place.phase('tasks', 'Initialized');
      await place.setImage('1.0.1', 'tasks');
      await place.phase('tasks', 'WaitingPromotion');
      expect([await ask('one'), await ask('two')]).toEqual(['1.0.1', '1.0.0']);
      const match = [{ headers: { 'x-account': { exact: 'two' }, 'x-tenant': { exact: 'default' } } }];
      await place.patch('Canary', 'tasks', { spec: { analysis: { match } } });
      await place.until('the match is edited', async () => (await ask('two')) === '1.0.1');
      expect(await ask('one')).toBe('1.0.0');
      await place.patch('Canary', 'tasks', { spec: { service: { timeout: '9s' } } });
      await place.until('the timeout is edited', async () =>
        JSON.stringify(await place.get('VirtualService', 'tasks')).includes('"timeout":"9s"'),
      );
      expect([await weights(place, 'tasks'), (await place.status('tasks'))['phase']]).toEqual([
        [0, 100],
        'WaitingPromotion',
      ]);
      await place.release('1.0.2', 'tasks');
      await place.gate('gate/open', 'tasks');
      await place.phase('tasks', 'Succeeded');
      expect([await place.running('tasks-primary'), await ask('one')]).toEqual(['1.0.2 x1', '1.0.2']);
    },
  },
  {
    input: '06-match-edited-mid-run',
    variant: 'nobody',
    wants: 'a gate at an address where nobody listens is told apart from a closed one',
    tell: async (place) => {
      await place.begin();
      await place.phase('tasks', 'Initialized');
      const webhooks = [{ name: 'promotion gate', type: 'confirm-promotion', url: 'http://127.0.0.1:9/gate' }];
      await place.patch('Canary', 'tasks', { spec: { analysis: { webhooks } } });
      await place.setImage('1.0.1', 'tasks');
      await place.phase('tasks', 'WaitingPromotion');
      await place.told('tasks', /promotion gate.*(?:reach|502|nobody here)/);
    },
  },
  {
    input: '12-skip-analysis-pods-not-ready',
    wants: 'with readiness gates nobody is sent to pods that are not ready, at initialisation and at a release',
    tell: async (place) => {
      const url = `http://gated.${place.namespace}/`;
      const type = 'target-health.example.test/ingress';
      const isPrimary = (pod: object): boolean => valueAt(pod, 'metadata', 'labels', 'app') === 'gated-primary';
      await place.begin();
      await place.until('the target has a pod', async () => (await place.pods()).length > 0);
      await pause(1500);
      await place.openGates(type, (pod) => !isPrimary(pod));
      await place.until('the primary has a pod', async () => (await place.pods()).some(isPrimary));
      await pause(3000);
      expect([(await place.status('gated'))['phase'], await place.running('gated')]).toEqual([
        'Initializing',
        '1.0.0 x1',
      ]);
      await place.openGates(type, isPrimary);
      await place.phase('gated', 'Initialized');
      await place.until('the target sleeps', async () => (await place.pods()).every(isPrimary));
      await pause(1500);
      const crowd = place.crowd(url);
      await place.setImage('1.0.1', 'gated');
      await place.phase('gated', 'Failed');
      expect(await place.running('gated-primary')).toBe('1.0.0 x1');
      expect(Object.keys(crowd.tally())).toEqual(['1.0.0 200']);
      const opening = { isOver: false };
      const opened = (async () => {
        while (!opening.isOver) {
          await place.openGates(type, () => true);
          await pause(500);
        }
      })();
      await place.setImage('1.0.2', 'gated');
      await place.phase('gated', 'Succeeded').finally(() => (opening.isOver = true));
      await opened;
      expect(Object.keys(await crowd.home()).filter((got) => !got.endsWith(' 200'))).toEqual([]);
      expect((await place.ask(url)).version).toBe('1.0.2');
    },
  },
  {
    input: '14-autoscaler-scales-mid-run',
    wants: 'an autoscaler scales during a run, and where it is deleted the run ends at its deadline',
    tell: async (place) => {
      const url = `http://billing.${place.namespace}/`;
      await place.begin();
      await place.patch('Canary', 'billing', { spec: { progressDeadlineSeconds: 10, ...LONG.spec } });
      await place.phase('billing', 'Initialized');
      expect(valueAt(await place.get('HorizontalPodAutoscaler', 'billing-primary'), 'spec', 'minReplicas')).toBe(3);
      const crowd = place.crowd(url);
      await place.setImage('1.0.1', 'billing');
      await place.until('users come', async () => ((await weights(place, 'billing'))[1] ?? 0) >= 1);
      await place.patch('Deployment', 'billing', { spec: { replicas: 4 } });
      await place.patch('Deployment', 'billing-primary', { spec: { replicas: 5 } });
      const [, before = 0] = await weights(place, 'billing');
      await place.until('the run goes on', async () => ((await weights(place, 'billing'))[1] ?? 0) > before);
      await place.remove('HorizontalPodAutoscaler', 'billing');
      await place.told('billing', /HorizontalPodAutoscaler.*billing.*not found/);
      await place.phase('billing', 'Failed');
      expect([await weights(place, 'billing'), await place.running('billing-primary')]).toEqual([[100, 0], '1.0.0 x5']);
      expect(Object.keys(await crowd.home()).filter((got) => !got.endsWith(' 200'))).toEqual([]);
      await allOnOld(place, url);
    },
  },
  {
    input: '29-first-image-never-starts',
    wants: 'the mended Deployment is what is initialised with',
    tell: async (place) => {
      await place.begin();
      await place.until('the primary cannot start', async () => (await place.running('gated-primary')) !== ' xNaN');
      await pause(3000);
      await place.setImage('1.0.1', 'gated');
      await place.phase('gated', 'Initialized');
      expect(await place.running('gated-primary')).toBe('1.0.1 x1');
      await pause(1500);
      expect(await place.ask(`http://gated.${place.namespace}/`)).toEqual({ status: 200, version: '1.0.1' });
    },
  },
  {
    input: '29-first-image-never-starts',
    variant: 'late',
    wants: 'a first image that does not start within the deadline is told in a condition, and may be mended after it',
    tell: async (place) => {
      await place.begin();
      await place.until(
        'it is told',
        async () =>
          Object.values(
            await Promise.all(['Accepted', 'Obstructed', 'Promoted'].map((type) => place.condition('gated', type))),
          ).some((said) => /^False .*(?:gated|not ready|deadline)|^True .*gated/.test(said)),
        120,
      );
      await place.setImage('1.0.1', 'gated');
      await place.phase('gated', 'Initialized');
      expect(await place.running('gated-primary')).toBe('1.0.1 x1');
    },
  },
  {
    input: '36-metric-name-mistyped-mid-run',
    wants: 'the run ends at its deadline, and users are back on the old version',
    tell: async (place) => {
      const url = await mistyped(place);
      await place.phase('orders', 'Failed');
      await allOnOld(place, url);
    },
  },
  {
    input: '36-metric-name-mistyped-mid-run',
    variant: 'hook',
    wants: 'the rollback hook is heard meanwhile',
    tell: async (place) => {
      const url = await mistyped(place);
      await place.gate('rollback/open', 'orders');
      await place.phase('orders', 'Failed');
      await place.told('orders', /manual webhook invoked/);
      await allOnOld(place, url);
    },
  },
  {
    input: '36-metric-name-mistyped-mid-run',
    variant: 'back',
    wants: 'a newer image gets nobody un-analysed, and setting the target back takes the bad version from users',
    tell: async (place) => {
      const url = await mistyped(place);
      await place.setImage('1.0.2', 'orders');
      await allOnOld(place, url);
      await place.setImage('1.0.0', 'orders');
      await place.phase('orders', 'Failed');
      await allOnOld(place, url);
    },
  },
];
