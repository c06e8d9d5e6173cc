import type { CanaryStatus, KubeObject } from '@flagger/api';
import { kubernetes } from '@flagger/provider-kubernetes';
import { aConfig, type MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment, aShell, PRIMARY, ROUTE, running, setImage, TARGET, weights } from './podinfo.ts';
import { exceedsDeadline, phase, told } from './stuck-promotion.ts';

type Handed = KubeObject & { readonly spec: object; readonly status: CanaryStatus };

function stop({ process }: MemoryShell): void {
  if (process) {
    process.isDead = true;
  }
}

/** Has Flagger where we were: it writes its own digests, and knows no field but its own. */
function byFlagger(world: MemoryShell, status: Partial<CanaryStatus> = {}, spec: object = {}): void {
  stop(world);
  world.edit(aCanary(), (found) => {
    const { lastPromotedConfigs: _, analysis: __, conditions = [], ...known } = (found as Handed).status;
    const digests = { lastAppliedSpec: '5b7c6d9f8', lastPromotedSpec: '5b7c6d9f8' };
    const own = conditions.filter(({ type }) => type === 'Promoted');
    return {
      ...found,
      spec: { ...(found as Handed).spec, ...spec },
      status: { ...known, conditions: own, ...digests, ...status },
    };
  });
}

const resume = (world: MemoryShell): void =>
  world.edit(aCanary(), (found) => ({ ...found, spec: { ...(found as Handed).spec, suspend: false } }));

/** As Flagger writes them. */
function setWeights(world: MemoryShell, shares: readonly number[]): void {
  world.edit(ROUTE, (found) => {
    const spec = found['spec'] as { readonly http: readonly [{ readonly route: readonly object[] }] };
    const route = spec.http[0].route.map((each, index) => ({ ...each, weight: shares[index] }));
    return { ...found, spec: { ...spec, http: [{ ...spec.http[0], route }, ...spec.http.slice(1)] } };
  });
}

async function until(world: MemoryShell, isSo: () => boolean): Promise<void> {
  for (let second = 0; !isSo() && second < 90; second++) {
    await world.pass(1);
  }
}

async function initialized(settings: Parameters<typeof aShell>[0] = {}): Promise<MemoryShell> {
  const world = aShell(settings);
  world.start();
  await world.pass(30);
  return world;
}

describe('a Canary that Flagger left suspended', () => {
  it.each([
    ['Succeeded', {}],
    ['Failed', { phase: 'Failed', lastAppliedSpec: '7d4f9c6b5' }],
  ] as const)('analyses what was released meanwhile once it is resumed (%s)', async (_, status) => {
    const world = await initialized();
    byFlagger(world, status, { suspend: true });
    world.start();
    await world.pass(10);
    setImage(world, 'podinfo:2');
    await world.pass(600);
    expect(running(world, PRIMARY)).toBe('podinfo:1 x2');
    resume(world);
    await world.pass(15);
    expect(phase(world)).toBe('Progressing');
    await world.pass(60);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
  });

  it('analyses anew what a run was edited to meanwhile', async () => {
    const world = await initialized();
    setImage(world, 'podinfo:2');
    await world.pass(15);
    expect(weights(world)).toEqual([70, 30]);
    byFlagger(world, {}, { suspend: true });
    world.start();
    await world.pass(10);
    setImage(world, 'podinfo:3');
    await world.pass(600);
    expect(weights(world)).toEqual([70, 30]);
    resume(world);
    await world.pass(1);
    expect(told(world)).toContain('New revision detected! Restarting analysis for podinfo.test');
    expect(weights(world)).toEqual([100, 0]);
  });
});

describe('a promotion that Flagger left', () => {
  const promoting = { lastAppliedSpec: '7d4f9c6b5', lastPromotedSpec: '5b7c6d9f8' };

  it('leads users away from what the target was edited to, ends, and has the edit analysed', async () => {
    const world = await initialized({ canary: aCanary({ analysis: { stepWeightPromotion: 20 } }) });
    setImage(world, 'podinfo:2');
    await until(world, () => phase(world) === 'Promoting');
    // its new pods serve
    await until(world, () => weights(world)[0] === 0);
    await until(world, () => weights(world)[0] === 40);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Promoting', 'podinfo:2 x2']);
    byFlagger(world, promoting);
    setImage(world, 'podinfo:3');
    world.start();
    await world.pass(2);
    expect(weights(world)).toEqual([100, 0]);
    await until(world, () => phase(world) !== 'Promoting' && phase(world) !== 'Finalising');
    expect(told(world)).toContain('Promotion completed! Scaling down podinfo.test');
    expect(world.canary().status?.lastPromotedSpec).toBe('7d4f9c6b5');
    await world.pass(15);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Progressing', 'podinfo:2 x2']);
    await world.pass(60);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:3 x2']);
  });
});

describe('a config that is edited between Flagger and us, after a run has failed', () => {
  const settings = (KEY: string, more: object = {}): KubeObject => aConfig('settings', { data: { KEY }, ...more });

  /** Flagger's run of podinfo:2 failed. */
  async function failed(more: object = {}): Promise<MemoryShell> {
    const world = aShell();
    const { spec, ...target } = aDeployment('podinfo:1');
    const main = { name: 'main', image: 'podinfo:1', envFrom: [{ configMapRef: { name: 'settings' } }] };
    const template = { metadata: { labels: { app: 'podinfo' } }, spec: { containers: [main] } };
    world.objects.set({ ...target, spec: { ...spec, template } });
    world.objects.set(settings('one', more));
    world.start();
    await world.pass(30);
    world.edit(TARGET, (found) => {
      const failing = { ...template, spec: { containers: [{ ...main, image: 'podinfo:2' }] } };
      return { ...found, spec: { ...(found['spec'] as object), template: failing } };
    });
    const digests = { lastAppliedSpec: '7d4f9c6b5', lastPromotedSpec: '5b7c6d9f8' };
    // of {"KEY":"one"}
    byFlagger(world, { phase: 'Failed', ...digests, trackedConfigs: { 'configmap/settings': '3559b9b3568cd0be' } });
    return world;
  }

  it.each([
    ['data alone', {}],
    ['beside binaryData', { binaryData: { jks: 'AAAA' } }],
  ])('is analysed (%s)', async (_, more) => {
    const world = await failed(more);
    world.objects.set(settings('two', more));
    world.start();
    await world.pass(15);
    expect(phase(world)).toBe('Progressing');
    await world.pass(60);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
  });

  it.each([
    ['data alone', {}],
    ['beside binaryData', { binaryData: { jks: 'AAAA' } }],
  ])('is none where it is as Flagger had it, and what failed has failed (%s)', async (_, more) => {
    const world = await failed(more);
    world.start();
    await world.pass(60);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Failed', 'podinfo:1 x2']);
    expect(told(world)).toContain('podinfo.test as it is counts as what failed: change it again to release it');
  });
});

describe('a primary that goes between Flagger and us', () => {
  it('is made anew of the target, which nobody has released since', async () => {
    const world = await initialized();
    byFlagger(world);
    world.objects.delete(PRIMARY);
    world.start();
    await world.pass(30);
    expect([phase(world), running(world, PRIMARY), running(world, TARGET)]).toEqual([
      'Initialized',
      'podinfo:1 x1',
      'podinfo:1 x0',
    ]);
    setImage(world, 'podinfo:2');
    await world.pass(80);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x1']);
  });
});

describe('a run that Flagger began after one of ours', () => {
  it('goes on from the weights of Flagger, whatever those of ours were', async () => {
    const world = await initialized();
    setImage(world, 'podinfo:2');
    await until(world, () => weights(world)[1] === 60);
    const { conditions = [] } = world.canary().status ?? {};
    expect(conditions.map(({ type }) => type)).toContain('Routed');
    byFlagger(world, { lastAppliedSpec: '7d4f9c6b5', canaryWeight: 10, conditions });
    setImage(world, 'podinfo:3');
    setWeights(world, [90, 10]);
    world.start();
    const seen: unknown[] = [];
    for (let second = 0; second < 9; second++) {
      await world.pass(1);
      seen.push(weights(world)[1]);
    }
    expect(Math.max(...seen.map(Number))).toBe(10);
    await world.pass(80);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:3 x2']);
  });
});

describe('an initialisation that failed with Flagger, without a mesh', () => {
  it('is made up for by the release of a target that was mended', async () => {
    const world = aShell({ provider: kubernetes, canary: aCanary({ analysis: { iterations: 2 } }) });
    world.pods.broken.add('podinfo:1');
    world.start();
    await world.pass(10);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Initializing', 'podinfo:1 x2']);
    byFlagger(world, { phase: 'Failed', lastAppliedSpec: '7d4f9c6b5' });
    world.edit(aCanary(), (found) => {
      const { lastPromotedSpec: _none, ...status } = (found as Handed).status;
      return { ...found, status };
    });
    world.edit(TARGET, (found) => ({ ...found, spec: { ...(found['spec'] as object), replicas: 0 } }));
    await world.pass(5);
    exceedsDeadline(world, 0);
    world.start();
    await world.pass(10);
    setImage(world, 'podinfo:2');
    await world.pass(100);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
  });
});
