import type { Finding, Question } from '@flagger/api';
import { kubernetes } from '@flagger/provider-kubernetes';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { dies, givenUp, initialized, revives } from './given-up.ts';
import { aCanary, allIsWell, PRIMARY, running, setImage, success, TARGET, weights } from './podinfo.ts';
import { phase, reports, told } from './stuck-promotion.ts';

const NAME = 'request-success-rate';
const ALL = { replicas: 2, updatedReplicas: 2 };
const state = (world: MemoryShell) => [phase(world), running(world, PRIMARY), weights(world)];
const PROMOTED = ['Succeeded', 'podinfo:2 x2', [100, 0]];

const lacksPods = (world: MemoryShell): void =>
  reports(world, TARGET, { ...ALL, readyReplicas: 0, availableReplicas: 0 });
const hasPods = (world: MemoryShell): void =>
  reports(world, TARGET, { ...ALL, readyReplicas: 2, availableReplicas: 2 });

/** Alerts of a shell, in order. */
function alarms() {
  const heard: string[] = [];
  const alert = (_: unknown, { severity, message }: { readonly severity: string; readonly message: string }): void =>
    void heard.push(`${severity} ${message}`);
  return { heard, listeners: [{ alert }] };
}

/** A release that failed its checks while the primary served nobody, and then passes them. */
async function failing(settings: Parameters<typeof givenUp>[0] = {}): Promise<MemoryShell> {
  let isBad = false;
  const world = await givenUp({
    find: (question) => (question.what === 'check' && isBad ? [success(10)] : allIsWell(question)),
    ...settings,
  });
  isBad = true;
  setImage(world, 'podinfo:2');
  await world.pass(100);
  expect(state(world)).toEqual(['Progressing', 'podinfo:1 x2', [0, 100]]);
  isBad = false;
  return world;
}

describe('a canary that is alone, and loses its pods for a moment', () => {
  it('is not put to sleep where its checks failed', async () => {
    const world = await failing();
    lacksPods(world);
    await world.pass(12);
    hasPods(world);
    await world.pass(600);
    expect([...state(world), running(world, TARGET)]).toEqual([
      'Progressing',
      'podinfo:1 x2',
      [0, 100],
      'podinfo:2 x2',
    ]);
  });

  it('is not put to sleep where it was set back to what the primary ran', async () => {
    const world = await initialized({ analysis: { stepWeight: 5 } });
    setImage(world, 'podinfo:2');
    await world.pass(15);
    dies(world);
    await world.pass(80);
    setImage(world, 'podinfo:1');
    await world.pass(1);
    lacksPods(world);
    await world.pass(15);
    hasPods(world);
    await world.pass(600);
    expect([weights(world), running(world, TARGET)]).toEqual([[0, 100], 'podinfo:1 x2']);
    revives(world);
    await world.pass(60);
    expect([...state(world), running(world, TARGET)]).toEqual(['Succeeded', 'podinfo:1 x2', [100, 0], 'podinfo:1 x0']);
  });
});

describe('a release that fails its checks while there is nowhere to take it back to', () => {
  it('is alerted, once', async () => {
    const { heard, listeners } = alarms();
    const world = await failing({ listeners });
    await world.pass(600);
    revives(world);
    await world.pass(30);
    expect(state(world)).toEqual(['Failed', 'podinfo:1 x2', [100, 0]]);
    expect(heard.filter((each) => each.startsWith('error'))).toEqual(['error Failed checks threshold reached 2']);
  });

  it('is promoted where a person asks for that, and what else is asked is refused by what holds it', async () => {
    const world = await failing();
    const ask = (annotations: Record<string, string>): void =>
      world.edit(aCanary(), (canary) => ({ ...canary, metadata: { ...canary.metadata, annotations } }));
    ask({ 'flagger.app/abort': 'r1 by anna' });
    await world.pass(5);
    expect(told(world)).toContainEqual(
      expect.stringMatching(/refused: the run is taken back as soon as podinfo-primary.test has pods/),
    );
    ask({ 'flagger.app/promote': 'r2 by anna' });
    await world.pass(40);
    expect(state(world)).toEqual(PROMOTED);
  });
});

describe('a release whose pods do not come, while the primary has none', () => {
  it('warns', async () => {
    const { heard, listeners } = alarms();
    const world = await givenUp({ listeners });
    world.pods.podMs = 3_600_000;
    setImage(world, 'podinfo:2');
    await world.pass(5);
    reports(world, TARGET, { ...ALL, readyReplicas: 0, availableReplicas: 0 }, [
      { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' },
    ]);
    await world.pass(100);
    expect(heard.filter((each) => each.startsWith('warn'))).toEqual([
      'warn podinfo-primary.test has no pods either: canary deployment podinfo.test not ready: deployment "podinfo" exceeded its progress deadline',
    ]);
  });
});

describe('a comparison with a primary that serves nobody', () => {
  const counted = (question: Question): readonly Finding[] =>
    question.what === 'check' && question.window
      ? [
          ...allIsWell(question),
          {
            kind: 'counts',
            name: NAME,
            seenFrom: 'client',
            ...question.window,
            tables: [{ canary: { n: 1000, x: 0 }, primary: { n: 1000, x: 0 } }],
          },
        ]
      : allIsWell(question);
  const metrics = [{ name: NAME, compare: {}, thresholdRange: { min: 90 } }];
  const analysis = { compare: { warmUp: '0s' }, metrics };

  it.each(['at rest', 'in a run'])(
    'is told, and left to a person: nothing is promoted uncompared: %s',
    async (when) => {
      const { heard, listeners } = alarms();
      const world = await initialized({ analysis, find: counted, listeners });
      if (when === 'in a run') {
        setImage(world, 'podinfo:2');
        await world.pass(12);
      }
      dies(world);
      await world.pass(70);
      setImage(world, 'podinfo:2');
      await world.pass(200);
      expect(state(world)).toEqual(['Progressing', 'podinfo:1 x2', [0, 100]]);
      expect(told(world)).toContain(`Not comparing ${NAME} of podinfo.test: podinfo-primary.test has no pods`);
      expect(heard.filter((each) => each.startsWith('error'))).toHaveLength(1);
      world.edit(aCanary(), (canary) => ({
        ...canary,
        metadata: { ...canary.metadata, annotations: { 'flagger.app/promote': 'r1 by anna' } },
      }));
      await world.pass(40);
      expect(state(world)).toEqual(PROMOTED);
    },
  );
});

describe('a service that is renamed while the primary serves nobody', () => {
  const rename = (world: MemoryShell): void =>
    world.edit(aCanary(), (canary) => ({
      ...canary,
      spec: { ...(canary['spec'] as object), service: { port: 80, name: 'shop' } },
    }));

  it.each<[string, Parameters<typeof givenUp>[0]]>([
    ['by weights', {}],
    ['blue/green', { analysis: { iterations: 2, stepWeight: 0 } }],
    ['without a mesh', { analysis: { iterations: 2, stepWeight: 0 }, provider: kubernetes }],
  ])('waits for the primary, and is released then: %s', async (_, settings) => {
    const world = await givenUp(settings);
    rename(world);
    await world.pass(5);
    setImage(world, 'podinfo:2');
    await world.pass(100);
    const { length } = world.statuses;
    await world.pass(300);
    expect([phase(world), world.statuses.length - length]).toEqual(['Initialized', 0]);
    revives(world);
    await world.pass(120);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
  });
});
