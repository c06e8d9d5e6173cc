import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { installCrds } from '../scene.ts';
import { told } from './account-of-times.ts';
import { WRITTEN, type Written } from './meshes.ts';
import { TALES, type Tale } from './tales.ts';

/** `TALE=promotion` tells only that, `ROUTES=HTTPRoute` only those. */
const asked = Object.entries(TALES).filter(([name]) => [undefined, name].includes(process.env['TALE']));
const written = WRITTEN.filter(([kind]) => [undefined, kind].includes(process.env['ROUTES']));

/** A whole story, with a machine that is busy with others. */
const PATIENCE_MS = 900_000;

beforeAll(() => installCrds('kubernetes'));

describe.each(written)('Istio and its Envoys, led by a %s', (kind, by) => {
  const endings = new Map<string, Promise<unknown>>();

  /** All are told side by side; each test waits for its own. */
  beforeAll(() => {
    asked.forEach(([name, tale]) => endings.set(name, ending(`envoys-${name}-${kind.toLowerCase()}`, tale, by)));
  });

  afterAll(async () => {
    await Promise.all(endings.values());
  }, PATIENCE_MS);

  it.each(asked.map(([name, { title }]) => [name, title]))(
    '%s: %s',
    async (name) => {
      expect(await endings.get(name)).toBeUndefined();
    },
    PATIENCE_MS,
  );
});

async function ending(name: string, tale: Tale, by: Written): Promise<unknown> {
  try {
    const trial = await tale.begin(name, by);
    try {
      await tale.tell(trial);
    } finally {
      process.stdout.write(`${await told(trial)}\n`);
      await trial.close();
    }
    return undefined;
  } catch (error) {
    return error;
  }
}
