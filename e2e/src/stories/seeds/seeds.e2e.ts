import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bookinfo } from './bookinfo-2023-02.ts';
import { gitops } from './gitops-2019-04.ts';
import { podinfo } from './podinfo-2019-02.ts';
import { readme, readmeOnAppMesh } from './readme-2019-03.ts';
import { smi } from './smi-2019-05.ts';
import type { SeedStory } from './story.ts';
import { Telling } from './telling.ts';
import { worldOf, type World } from './world.ts';

const { SEED = '' } = process.env;
const STORIES = ([podinfo, bookinfo, gitops, smi, readme, readmeOnAppMesh] as readonly SeedStory[]).filter(
  ({ place }) => place.namespace.includes(SEED),
);

/** So that not all operators start at once. */
const STAGGER_MS = 1000;

/** As in pace.ts, a story ends itself where nothing goes on. */
const PATIENCE_MS = 3_600_000;

/** How each ended: undefined, or why it failed. */
const endings = new Map<SeedStory, Promise<unknown>>();
let world: World | undefined;

/** All are told side by side; each test waits for its own. */
beforeAll(async () => {
  const meshes = new Set(STORIES.map(({ place }) => place.mesh));
  const all = (world = await worldOf(
    [...meshes],
    STORIES.map(({ place }) => place.namespace),
  ));
  STORIES.forEach((story, index) => endings.set(story, ending(story, all, index * STAGGER_MS)));
}, 120_000);

afterAll(async () => {
  await Promise.all(endings.values());
  await world?.end();
}, 120_000);

describe('the documents that people follow', () => {
  it.each(STORIES.map((story) => [story.document, story.tells, story] as const))(
    '%s: %s',
    async (_, __, story) => {
      expect(await endings.get(story)).toBeUndefined();
    },
    PATIENCE_MS,
  );
});

async function ending(story: SeedStory, all: World, afterMs: number): Promise<unknown> {
  await new Promise((done) => setTimeout(done, afterMs));
  let told: Telling | undefined;
  try {
    told = await Telling.in(story.place, all);
    await story.tell(told);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await told?.end();
  }
}
