import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '@flagger/testing';
import { type Json, type JsonObject, objectsAt, stringAt } from '../json.ts';
import { aConfigMap, CONFIG_MAPS, trial, type Trial } from '../trial/trial.ts';

const clock = new VirtualClock(Date.now());
let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({ clock });
});
afterAll(() => cluster.close());

let test = 0;
beforeEach(() => {
  test += 1;
});

/** Names differ from test to test. */
const named = (name: string): string => `${name}-${test}`;

interface Making {
  readonly owners?: readonly JsonObject[];
  readonly finalizers?: readonly string[];
}

/** Makes a ConfigMap; gives how others refer to it as their owner. */
async function make(name: string, { owners = [], finalizers = [] }: Making = {}): Promise<JsonObject> {
  const { body } = await cluster.post(
    CONFIG_MAPS,
    aConfigMap(named(name), { metadata: { ownerReferences: owners, finalizers } }),
  );
  return { apiVersion: 'v1', kind: 'ConfigMap', name: named(name), uid: stringAt(body, 'metadata', 'uid') ?? '' };
}

const remove = (name: string, propagationPolicy: string): Promise<unknown> =>
  cluster.remove(`${CONFIG_MAPS}/${named(name)}`, { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy });
const read = async (name: string): Promise<Json> => (await cluster.get(`${CONFIG_MAPS}/${named(name)}`)).body;
const isThere = async (name: string): Promise<boolean> =>
  (await cluster.get(`${CONFIG_MAPS}/${named(name)}`)).status === 200;

describe('what belongs to an object that is deleted', () => {
  it('goes too, and what belongs to that', async () => {
    const owner = await make('owner');
    const child = await make('child', { owners: [owner] });
    await make('grandchild', { owners: [child] });
    await make('stranger');
    await remove('owner', 'Background');
    await clock.pass(0);
    expect([await isThere('child'), await isThere('grandchild'), await isThere('stranger')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('stays as long as one of its owners does, and forgets the other', async () => {
    const [first, second] = [await make('first'), await make('second')];
    await make('child', { owners: [first, second] });
    await remove('first', 'Background');
    await clock.pass(0);
    expect(objectsAt(await read('child'), 'metadata', 'ownerReferences').map(({ uid }) => uid)).toEqual([second.uid]);
    await remove('second', 'Background');
    await clock.pass(0);
    expect(await isThere('child')).toBe(false);
  });

  it('stays without an owner when it is orphaned', async () => {
    const owner = await make('owner');
    await make('child', { owners: [owner] });
    await remove('owner', 'Orphan');
    await clock.pass(0);
    expect(await isThere('owner')).toBe(false);
    expect(objectsAt(await read('child'), 'metadata', 'ownerReferences')).toEqual([]);
  });

  it('is waited for in the foreground, where it blocks', async () => {
    const owner = await make('owner');
    await make('child', { owners: [{ ...owner, blockOwnerDeletion: true }], finalizers: ['example.com/wait'] });
    await remove('owner', 'Foreground');
    await clock.pass(0);
    expect(stringAt(await read('owner'), 'metadata', 'deletionTimestamp')).toBeDefined();
    expect(stringAt(await read('child'), 'metadata', 'deletionTimestamp')).toBeDefined();
    await cluster.patch(`${CONFIG_MAPS}/${named('child')}`, { metadata: { finalizers: null } });
    await clock.pass(0);
    expect([await isThere('owner'), await isThere('child')]).toEqual([false, false]);
  });

  it('is not waited for in the foreground where it does not block', async () => {
    const owner = await make('owner');
    await make('child', { owners: [owner], finalizers: ['example.com/wait'] });
    await remove('owner', 'Foreground');
    await clock.pass(0);
    expect([await isThere('owner'), await isThere('child')]).toEqual([false, true]);
  });
});

it('what names an owner that was never there goes', async () => {
  await make('orphan', {
    owners: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'nobody', uid: '00000000-0000-0000-0000-000000000000' }],
  });
  await clock.pass(0);
  expect(await isThere('orphan')).toBe(false);
});

it('an object that takes an owner later goes with it', async () => {
  const owner = await make('owner');
  await make('child');
  await cluster.patch(`${CONFIG_MAPS}/${named('child')}`, { metadata: { ownerReferences: [owner] } });
  await remove('owner', 'Background');
  await clock.pass(0);
  expect(await isThere('child')).toBe(false);
});
