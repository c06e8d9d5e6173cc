import { expect } from '@jest/globals';
import { image } from '../podinfo.ts';
import { copiesAt } from './copies.ts';
import { type Spell, type Way, WAYS } from './looks.ts';
import type { Written } from './meshes.ts';
import { Trial } from './trial.ts';

/** A story in a namespace of its own; throws where it does not go as it should. */
export interface Tale {
  readonly title: string;
  begin(name: string, written: Written): Promise<Trial>;
  tell(trial: Trial): Promise<void>;
}

const WEIGHTS = [10, 30, 50];
const BROKEN = '1.2.0-broken';
const INSIDERS = { name: 'insiders', part: 0.2, headers: { 'x-canary': 'insider' } };

/** The canary's weight goes on only once both Envoys were held against it. */
const promotion: Tale = {
  title: 'promotes by weights that both Envoys keep, and loses no request',
  begin: (name, written) =>
    Trial.of(name, written, { gate: 'confirm-traffic-increase', analysis: { stepWeights: WEIGHTS } }),
  tell: async (trial) => {
    const judged = new Set([0]);
    trial.gate = async () => judged.has(await trial.canaryWeight());
    await trial.release('1.1.0');
    for (const weight of WEIGHTS) {
      await trial.judged(`the canary's ${weight}`, leads(weight));
      judged.add(weight);
    }
    await trial.phase('Succeeded');
    await trial.settled();
    WAYS.forEach((way) => expect(shares(trial, way)).toEqual([0, ...WEIGHTS, 0]));
    await expectPromoted(trial, '1.1.0');
  },
};

/** The analysis lasts long enough for two samples at a third of the rate. */
const rollback: Tale = {
  title: 'takes back a version that answers 500, and no request fails but by that version',
  begin: (name, written) =>
    Trial.of(name, written, {
      gate: 'confirm-traffic-increase',
      analysis: { stepWeights: WEIGHTS, interval: '10s', threshold: 6 },
    }),
  tell: async (trial) => {
    trial.gate = async () => (await trial.canaryWeight()) === 0;
    await trial.release(BROKEN);
    await trial.phase('Failed');
    await trial.settled();
    expect(trial.looks.spells.filter(leads(10)).map((spell) => trial.split(spell))).toEqual(['holds', 'holds']);
    WAYS.forEach((way) => expect(shares(trial, way)).toEqual([0, 10, 0]));
    expect([trial.lost(BROKEN), trial.off, await image(trial.scene, 'podinfo-primary')]).toEqual([[], [], '1.0.0']);
    expect(trial.load.failed.length).toBeGreaterThan(0);
  },
};

const abTest: Tale = {
  title: 'leads those with a header to the canary and nobody else, and loses no request',
  begin: (name, written) =>
    Trial.of(name, written, {
      gate: 'confirm-promotion',
      analysis: { iterations: 2, match: [{ headers: { 'x-canary': { exact: 'insider' } } }] },
      users: [INSIDERS, { name: 'others', part: 0.8 }],
    }),
  tell: async (trial) => {
    await trial.release('1.1.0');
    const isIt = ({ routes }: Spell): boolean => routes[0]?.canary === 1 && routes.at(-1)?.canary === 0;
    await trial.answered('a route for the header', isIt);
    trial.gate = () => Promise.resolve(true);
    await trial.phase('Succeeded');
    await trial.settled();
    await expectPromoted(trial, '1.1.0');
  },
};

const mirror: Tale = {
  title: 'gives the canary a copy of each request while the primary answers all, and loses no request',
  begin: (name, written) =>
    Trial.of(name, written, { gate: 'confirm-promotion', analysis: { iterations: 2, mirror: true } }),
  tell: async (trial) => {
    await trial.release('1.1.0');
    const isIt = ({ routes }: Spell): boolean => routes[0]?.isMirrored === true && routes[0].canary === 0;
    await trial.judged('copies', isIt);
    const [before, from] = [await copiesAt(trial.scene.namespace), Date.now()];
    const spells = await trial.answered('copies', isIt, from);
    const asked = spells.flatMap(({ way, until }) => trial.load.during({ from, until }, `${way}:all`)).length;
    await trial.scene.until(
      async () => (await copiesAt(trial.scene.namespace)) - before >= asked,
      `${asked} copies came in at the canary`,
    );
    const copies = (await copiesAt(trial.scene.namespace)) - before;
    trial.gate = () => Promise.resolve(true);
    await trial.phase('Succeeded');
    await trial.settled();
    // no more than one of each request that was open then or began since
    expect(copies).toBeLessThanOrEqual(trial.load.answers.filter(({ until }) => until >= from).length);
    await expectPromoted(trial, '1.1.0');
  },
};

const blueGreen: Tale = {
  title: 'keeps all on the primary while it tests, moves all at once and back, and loses no request',
  // nobody asks the new version before all do, so there is nothing to measure
  begin: (name, written) =>
    Trial.of(name, written, { gate: 'confirm-promotion', analysis: { iterations: 2, metrics: [] } }),
  tell: async (trial) => {
    await trial.release('1.1.0');
    await trial.phase('WaitingPromotion');
    await trial.answered('the primary', leads(0), Date.now());
    trial.gate = () => Promise.resolve(true);
    await trial.phase('Succeeded');
    await trial.settled();
    WAYS.forEach((way) => expect(shares(trial, way)).toEqual([0, 100, 0]));
    await expectPromoted(trial, '1.1.0');
  },
};

export const TALES: Readonly<Record<string, Tale>> = { promotion, rollback, ab: abTest, mirror, bluegreen: blueGreen };

const leads =
  (weight: number) =>
  ({ routes }: Spell): boolean =>
    routes.length === 1 && routes[0]?.canary === weight / 100;

async function expectPromoted(trial: Trial, version: string): Promise<void> {
  expect([trial.lost(), trial.off, await image(trial.scene, 'podinfo-primary')]).toEqual([[], [], version]);
}

/** The canary's shares in percent that an Envoy had, one after the other. */
function shares(trial: Trial, way: Way): readonly number[] {
  const all = trial.looks.spells
    .filter((each) => each.way === way && each.routes.length > 0)
    .map(({ routes }) => Math.round((routes.at(-1)?.canary ?? 0) * 100));
  return all.filter((share, index) => share !== all[index - 1]);
}
