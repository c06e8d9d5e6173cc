import { describe, expect, it } from '@jest/globals';
import { ALL_MUTATIONS } from './all-mutations.ts';
import { HEIR_INVARIANTS } from './heirs/invariants.ts';
import { LASTS } from './heirs/play.ts';
import { INVARIANTS } from './invariants/index.ts';
import { killing } from './killing.ts';
import { ALL_SITUATIONS, SITUATION_INVARIANTS } from './situations/index.ts';

const BESIDE = [
  'every run ends',
  'a good revision is promoted',
  'a quiet system writes nothing',
  'no bug of its own',
  'time goes on',
  LASTS,
  ...ALL_SITUATIONS.map(({ ends }) => ends),
];

describe('the invariants', () => {
  it('each find a defect that is put into the operator', async () => {
    const kills = await killing();
    expect(kills.filter(({ isKilled }) => !isKilled)).toEqual([]);
    // a loaded machine is no failure
  }, 300_000);

  it('have a defect each', () => {
    const broken = new Set(ALL_MUTATIONS.map(({ breaks }) => breaks));
    const looked = [...INVARIANTS, ...HEIR_INVARIANTS, ...SITUATION_INVARIANTS].map(({ name }) => name);
    expect([...looked, ...BESIDE].filter((name) => !broken.has(name))).toEqual([]);
  });
});
