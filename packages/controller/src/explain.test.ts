import { describe, expect, it } from '@jest/globals';
import { Conflict, MESH_DEFAULTS, Wait, type Canaries, type MeshProvider } from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { Lives } from './life.ts';
import { Meshes } from './meshes.ts';
import { Performer } from './perform.ts';
import { Reconciler } from './reconcile.ts';
import { Rivals } from './rivals.ts';

const unasked = (): never => {
  throw new Error('nobody asked for this');
};
const canaries: Canaries = { keys: () => [], read: () => undefined, writeStatus: unasked, writeMetadata: unasked };

const MESH: MeshProvider = {
  names: ['mesh'],
  capabilities: { weights: false, mirror: false, match: false, sticky: false },
  queries: { successRate: '', duration: '' },
  durationUnit: 'ms',
  crds: [],
  rules: [],
  reads: [],
  problems: unasked,
  router: unasked,
};

/** How long canaries wait whose turn failed so for the third time, by their chance. */
async function pausesAfter(error: unknown): Promise<readonly number[]> {
  const pause = async (chance: number): Promise<number> => {
    const common = { canaries, clock: new VirtualClock(), chance: () => chance, log: keptLog(), listeners: [] };
    const reconciler = new Reconciler({
      ...common,
      view: unasked,
      endTurn: unasked,
      forget: unasked,
      mayWrite: unasked,
      meshes: new Meshes([MESH], 'mesh', MESH_DEFAULTS),
      rivals: new Rivals({ canaries, wake: unasked }),
      performer: new Performer({ ...common, events: { write: unasked } }),
      lives: new Lives(unasked),
      settleMs: 0,
      minIntervalMs: 0,
    });
    return reconciler.explain('test/podinfo', error, 3);
  };
  return Promise.all([pause(0), pause(0.5), pause(1)]);
}

describe('canaries whose turns failed at the same moment', () => {
  it.each([
    ['by a bug', new TypeError('cannot read')],
    ['by what may pass', new Wait('the metrics server is away')],
    ['by a conflict', new Conflict('the object has been modified')],
  ])('%s are not all tried again at the same moment', async (_, error) => {
    expect(await pausesAfter(error)).toEqual([400, 300, 200]);
  });

  it('and that are to wait for a while come one after the other, none too early', async () => {
    expect(await pausesAfter(new Wait('not installed', { afterMs: 30_000 }))).toEqual([30_000, 33_750, 37_500]);
  });
});
