import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { treeOf, valueAt, type Tree } from '../compare/values.ts';
import { countedIn, countingServer, evidenceOf, rememberedIn, windowsOf } from './counted-windows.ts';
import { lendPlane, type LentPlane } from './lent-plane.ts';
import { aCanary, aDeployment, image, setImage } from './podinfo.ts';
import { Replica } from './replica.ts';
import { installCrds, Scene } from './scene.ts';

const WORSE_THAN = 2;
/** Half of the users from the first step on, until it is decided; each look is two scrapes of the sandbox later. */
const COMPARED = {
  ...{ interval: '4s', stepWeight: 50, maxWeight: 50 },
  compare: { warmUp: '0s', worseThan: WORSE_THAN, undecided: 'wait', waitAtMost: '3m' },
};
const RATE = { name: 'request-success-rate', compare: {} };
const DURATION = { name: 'request-duration', compare: { slowerThan: '500ms' } };

let scene: Scene | undefined;
let ends: (() => unknown)[] = [];

beforeAll(() => installCrds());
afterEach(async () => {
  await Promise.all(ends.map((end) => end()));
  await scene?.close();
  ends = [];
  scene = undefined;
});

/** podinfo that answers a share of all requests late. */
function late(version: string, latency: string): Tree {
  const template = treeOf(treeOf(aDeployment(version)['spec'])['template']);
  const container = { name: 'main', image: `registry.example/podinfo:${version}` };
  const env = [{ name: 'PODINFO_LATENCY', value: latency }];
  return { ...template, spec: { containers: [{ ...container, env }] } };
}

async function lent(told: Scene): Promise<LentPlane> {
  const plane = await lendPlane('istio', `http://podinfo.${told.namespace}/`, ['--rate', '80']);
  ends.push(() => plane.stop());
  return plane;
}

describe('a version beside the primary, with real requests through the mesh that the sandbox plays', () => {
  it('is rolled back where it fails twice as often', async () => {
    scene = await Scene.in('comparing-twice');
    scene.plane = await lent(scene);
    await scene.start();
    await scene.create(aDeployment('1.0.0-bad20'));
    await scene.create(aCanary({ analysis: { ...COMPARED, metrics: [RATE] } }));
    await scene.phase('Initialized');
    await setImage(scene, '1.1.0-bad34');
    await scene.phase('Failed', 'podinfo', 170);
    expect(await image(scene, 'podinfo-primary')).toBe('1.0.0-bad20');
    expect(await scene.events()).toContainEqual(
      expect.stringMatching(/^Rolling back \S+ request-success-rate is worse than the primary: \d+ of \d+ failed/),
    );
  });

  it('is rolled back where only its slowest answers are slow more often', async () => {
    scene = await Scene.in('comparing-slow');
    scene.plane = await lent(scene);
    await scene.start();
    const deployment = aDeployment('1.0.0');
    await scene.create(deployment);
    await scene.patch(deployment, { spec: { template: late('1.0.0', '700ms:3%') } });
    await scene.create(aCanary({ analysis: { ...COMPARED, metrics: [DURATION] } }));
    await scene.phase('Initialized');
    await scene.patch(deployment, { spec: { template: late('1.1.0', '700ms:20%') } });
    await scene.phase('Failed', 'podinfo', 170);
    expect(await image(scene, 'podinfo-primary')).toBe('1.0.0');
    expect(await scene.events()).toContainEqual(
      expect.stringMatching(
        /^Rolling back \S+ request-duration is worse than the primary: \d+ of \d+ took more than 500ms against /,
      ),
    );
  });
});

describe('a comparison by two replicas', () => {
  it('rests on the same evidence over the same windows where the leader loses its lease in the middle', async () => {
    scene = await Scene.in('comparing-lease');
    const told = scene;
    const counting = await countingServer();
    const watched = new AbortController();
    told.metricsServer = counting.url;
    const both = [await Replica.start(told, '-lease-duration=6s'), await Replica.start(told, '-lease-duration=6s')];
    ends = [counting.stop, () => watched.abort(), ...both.map((each) => () => each.close())];
    await told.until(async () => both.some(({ isLeading }) => isLeading), 'one leads', 30);
    const [leader, standby] = both.toSorted((one, other) => Number(other.isLeading) - Number(one.isLeading));
    await told.create(aDeployment('1.0.0'));
    await told.create(aCanary({ analysis: { ...COMPARED, metrics: [RATE] } }));
    await told.phase('Initialized', 'podinfo', 90);
    const remembered = await rememberedIn(told, watched.signal);
    await setImage(told, '1.1.0');
    await told.until(async () => remembered.length >= 2, 'two windows are remembered', 60);
    leader?.signal('SIGSTOP');
    const before = remembered.length;
    await told.until(async () => standby?.isLeading === true, 'the standby leads', 60);
    leader?.signal('SIGCONT');
    expect(await leader?.exit).toBe(1);
    await told.phase('Succeeded', 'podinfo', 170);

    const windows = windowsOf(remembered);
    expect(remembered.length).toBeGreaterThan(before);
    expect(remembered.map(({ evidence }) => evidence['windows'])).toEqual(windows.map((_, index) => index + 1));
    const whole = { from: windows[0]?.from ?? 0, to: windows.at(-1)?.to ?? 0 };
    const last = remembered.at(-1);
    expect([last?.canary, last?.primary]).toEqual([countedIn('canary', whole), countedIn('primary', whole)]);
    const evidence = evidenceOf(windows, WORSE_THAN);
    const kept = [valueAt(last?.evidence, 'likelihood'), valueAt(last?.evidence, 'worse')].flat(3).map(Number);
    expect(kept).toHaveLength([evidence.likelihood, evidence.worse].flat(3).length);
    [evidence.likelihood, evidence.worse].flat(3).forEach((value, index) => expect(kept[index]).toBeCloseTo(value, 4));
  });
});
