import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pause, Place } from './place.ts';
import { PENDING } from './pending.ts';
import { MANIFESTS } from './manifests.ts';
import { MISTAKES } from './mistakes.ts';
import { OTHER_MESHES } from './other-meshes.ts';
import { OWN_OBJECTS } from './own-objects.ts';
import { RUNS } from './runs.ts';
import { nameOf, type Case } from './told-case.ts';
import { CaseCluster } from './case-cluster.ts';

const CASES: readonly Case[] = [...RUNS, ...OWN_OBJECTS, ...MANIFESTS, ...OTHER_MESHES, ...MISTAKES];

/** So many at once would make each of them slow. */
const STAGGER_MS = 400;

/** How each case ended: undefined, or why it failed. */
const endings = new Map<string, Promise<unknown>>();
const worlds: CaseCluster[] = [];

/** All are told side by side; each test waits for its own. */
beforeAll(async () => {
  for (const mesh of new Set(CASES.filter(isAsked).map(meshOf))) {
    const cluster = await CaseCluster.of(mesh);
    worlds.push(cluster);
    CASES.filter((one) => meshOf(one) === mesh && isAsked(one)).forEach((each, index) => {
      endings.set(
        nameOf(each),
        pause(index * STAGGER_MS).then(() => ending(each, cluster)),
      );
    });
  }
}, 120_000);

afterAll(async () => {
  await Promise.all(endings.values());
  await Promise.all(worlds.map((cluster) => cluster.stop()));
}, 180_000);

describe('what users reported, played in the sandbox', () => {
  it.each(CASES.filter(isAsked).map((each) => [nameOf(each), each.wants]))(
    '%s: %s',
    async (name) => {
      const failed = await endings.get(name);
      const because = PENDING[name];
      if (because === undefined) {
        expect(failed).toBeUndefined();
        return;
      }
      if (failed === undefined) {
        throw new Error(`${name} does not fail any more: take it out of PENDING (${because})`);
      }
    },
    300_000,
  );

  it('nothing waits for a cure that is no case', () => {
    const names = CASES.map(nameOf);
    expect(Object.keys(PENDING).filter((name) => !names.includes(name))).toEqual([]);
  });
});

async function ending(told: Case, cluster: CaseCluster): Promise<unknown> {
  const place = new Place(cluster, told.input, told.variant);
  try {
    await told.tell(place);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await place.end();
  }
}

const meshOf = ({ mesh = 'istio' }: Case): string => mesh;

/** `CASE=36` plays only those whose name begins so. */
function isAsked(told: Case): boolean {
  return nameOf(told).startsWith(process.env['CASE'] ?? '');
}
