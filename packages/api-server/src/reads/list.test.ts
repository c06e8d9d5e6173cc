import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, type Json, listAt, numberAt, stringAt } from '../json.ts';
import { aConfigMap, aPod, CONFIG_MAPS, PODS, trial, type Trial } from '../trial/trial.ts';

const REMEMBERED = 20;
const MAPS = '/api/v1/namespaces/paged/configmaps';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial({ remembered: REMEMBERED });
  await cluster.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'paged' } });
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    await cluster.post(
      MAPS,
      aConfigMap(name, { metadata: { labels: { name, half: name < 'c' ? 'first' : 'second' } } }),
    );
  }
});
afterAll(() => cluster.close());

const OWN = 'labelSelector=half';
const names = (list: Json): readonly string[] =>
  listAt(list, 'items').map((item) => stringAt(item, 'metadata', 'name') ?? '');
const read = async (query: string): Promise<Json> => (await cluster.get(`${MAPS}?${query}`)).body;
const select = async (selector: string): Promise<readonly string[]> =>
  names(await read(`labelSelector=${encodeURIComponent(selector)}`));

describe('pages', () => {
  it('together are the whole list', async () => {
    const pages: (readonly string[])[] = [];
    let rest = '';
    do {
      const page = await read(`${OWN}&limit=2&continue=${rest}`);
      pages.push(names(page));
      rest = stringAt(page, 'metadata', 'continue') ?? '';
    } while (rest !== '');
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('say how many objects are left, where nothing is selected', async () => {
    const all = names(await read('')).length;
    expect(numberAt(await read('limit=2'), 'metadata', 'remainingItemCount')).toBe(all - 2);
    expect(at(await read(`${OWN}&limit=2`), 'metadata', 'remainingItemCount')).toBeUndefined();
  });

  it('show the cluster as it was when the first was read', async () => {
    const first = await read(`${OWN}&limit=3`);
    await cluster.post(MAPS, aConfigMap('dd', { metadata: { labels: { half: 'third' } } }));
    await cluster.remove(`${MAPS}/e`);
    const second = await read(`${OWN}&limit=3&continue=${stringAt(first, 'metadata', 'continue') ?? ''}`);
    expect(names(second)).toEqual(['d', 'e']);
    expect(at(second, 'metadata', 'resourceVersion')).toBe(at(first, 'metadata', 'resourceVersion'));
    expect(names(await read(OWN))).toEqual(['a', 'b', 'c', 'd', 'dd']);
    await cluster.remove(`${MAPS}/dd`);
    await cluster.post(MAPS, aConfigMap('e', { metadata: { labels: { name: 'e', half: 'second' } } }));
  });

  it('are 410 when that is too long ago', async () => {
    const first = await read(`${OWN}&limit=3`);
    for (let n = 0; n < 3 * REMEMBERED; n += 1) {
      await cluster.patch(`${MAPS}/a`, { data: { n: String(n) } });
    }
    expect(
      await cluster.get(`${MAPS}?${OWN}&limit=3&continue=${stringAt(first, 'metadata', 'continue') ?? ''}`),
    ).toMatchObject({ status: 410, body: { reason: 'Expired' } });
  });

  it('of a token that is none are refused', async () => {
    expect((await cluster.get(`${MAPS}?limit=1&continue=nonsense`)).status).toBe(400);
  });
});

describe('labels', () => {
  it.each([
    ['name=b', ['b']],
    ['name==b', ['b']],
    ['half=second,name!=d', ['c', 'e']],
    ['name in (a, e)', ['a', 'e']],
    ['half,name notin (a,b,c)', ['d', 'e']],
    ['!half', ['kube-root-ca.crt']],
    ['name=nobody', []],
  ])('select by %s', async (selector, expected) => {
    expect(await select(selector)).toEqual(expected);
  });

  it('that cannot be read are refused', async () => {
    expect((await cluster.get(`${MAPS}?labelSelector=${encodeURIComponent('a b c')}`)).status).toBe(400);
  });
});

describe('fields', () => {
  it('select by name and by what the kind allows', async () => {
    expect(names(await read('fieldSelector=metadata.name%3Dc'))).toEqual(['c']);
    await cluster.post(PODS, aPod('waiting'));
    expect(names((await cluster.get(`${PODS}?fieldSelector=status.phase%3DPending,spec.nodeName%3D`)).body)).toEqual([
      'waiting',
    ]);
    expect(names((await cluster.get(`${PODS}?fieldSelector=status.phase!%3DPending`)).body)).toEqual([]);
  });

  it('that the kind does not allow are refused', async () => {
    expect((await cluster.get(`${PODS}?fieldSelector=spec.colour%3Dred`)).status).toBe(400);
  });
});

describe('versions', () => {
  it('that are still to come are 504', async () => {
    expect(await cluster.get(`${MAPS}?resourceVersion=999999999`)).toMatchObject({
      status: 504,
      body: { details: { causes: [{ reason: 'ResourceVersionTooLarge' }] } },
    });
  });

  it('are shown exactly where asked for', async () => {
    const before = stringAt(await read(OWN), 'metadata', 'resourceVersion') ?? '';
    await cluster.remove(`${MAPS}/b`);
    expect(names(await read(`${OWN}&resourceVersion=${before}&resourceVersionMatch=Exact`))).toContain('b');
    expect(names(await read(`${OWN}&resourceVersion=${before}`))).not.toContain('b');
  });
});

it('a list of all namespaces names each', async () => {
  await cluster.post(CONFIG_MAPS, aConfigMap('far', { metadata: { labels: { half: 'none' } } }));
  const { body } = await cluster.get(`/api/v1/configmaps?labelSelector=half%3Dnone`);
  expect(listAt(body, 'items').map((item) => stringAt(item, 'metadata', 'namespace'))).toEqual(['test']);
});
