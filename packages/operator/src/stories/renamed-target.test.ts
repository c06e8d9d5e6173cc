import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment, aShell, PRIMARY, ROUTE, running, TARGET, weights } from './podinfo.ts';

const CANARY = aCanary({ spec: { service: { port: 80, name: 'web' } } });
const at = (name: string) => ({ ...TARGET, metadata: { name, namespace: 'test' } });
const RENAMED = at('podinfo-v2');
const RENAMED_PRIMARY = at('podinfo-v2-primary');

/** A Deployment whose pods are labelled alike, whatever it is called. */
function labelled(image: string, name: string, app: string): KubeObject {
  const template = { metadata: { labels: { app } }, spec: { containers: [{ name: 'main', image }] } };
  const { spec, ...target } = aDeployment(image, name);
  return { ...target, spec: { ...spec, selector: { matchLabels: { app } }, template } };
}

interface Service extends KubeObject {
  readonly spec: { readonly selector: { readonly app: string } };
}

/** Whose pods users of the service get. */
const served = (world: MemoryShell, apex = 'web'): readonly unknown[] =>
  [apex, `${apex}-primary`].map((name) => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'test' } };
    return world.objects.peek<Service>(service)?.spec.selector.app;
  });
const labelOf = (world: MemoryShell, name: string): string | undefined =>
  world.objects.peek<
    KubeObject & { readonly spec: { readonly selector: { readonly matchLabels: { readonly app: string } } } }
  >(at(name))?.spec.selector.matchLabels.app;
const phase = (world: MemoryShell): unknown => world.canary().status?.phase;
const told = (world: MemoryShell): string => world.events.map(({ message }) => message).join('\n');

async function initialised(app: string, canary = CANARY): Promise<MemoryShell> {
  const world = aShell({ canary });
  world.objects.set(labelled('podinfo:1', 'podinfo', app));
  world.start();
  await world.pass(20);
  expect([phase(world), labelOf(world, 'podinfo-primary')]).toEqual(['Initialized', `${app}-primary`]);
  return world;
}

/** As Git has it: the Deployment is another one, with the pods of the former, and the Canary names it. */
function rename(world: MemoryShell, image: string, app: string): void {
  world.objects.set(labelled(image, 'podinfo-v2', app));
  world.edit(CANARY, (canary) => {
    const spec = canary['spec'] as { readonly targetRef: object };
    return { ...canary, spec: { ...spec, targetRef: { ...spec.targetRef, name: 'podinfo-v2' } } };
  });
  world.objects.delete(TARGET);
}

describe.each(['podinfo', 'shop', 'podinfo-v2'])('a target that is renamed, whose pods keep the label %s', (app) => {
  it.each(['podinfo:1', 'podinfo:2'])('is initialised as another target: %s', async (image) => {
    const world = await initialised(app);
    world.pods.podMs = 30_000;
    rename(world, image, app);
    await world.pass(20);
    expect(served(world)).toEqual([`${app}-primary`, `${app}-primary`]);
    expect(told(world)).toContain('The target changed! Initializing podinfo-v2.test, users stay on the primary');
    await world.pass(100);
    expect([phase(world), running(world, RENAMED_PRIMARY), running(world, RENAMED)]).toEqual([
      'Initialized',
      `${image} x2`,
      `${image} x0`,
    ]);
    const label = labelOf(world, 'podinfo-v2-primary');
    expect(label).not.toBe(labelOf(world, 'podinfo-primary'));
    expect(served(world)).toEqual([label, label]);
    expect(told(world)).not.toContain('is gone');
  });

  it('is released from then on, and users are on its primary alone', async () => {
    const world = await initialised(app);
    rename(world, 'podinfo:1', app);
    await world.pass(60);
    world.edit(RENAMED, (found) => ({
      ...found,
      spec: {
        ...(labelled('podinfo:3', 'podinfo-v2', app).spec as object),
        replicas: (found.spec as { readonly replicas: number }).replicas,
      },
    }));
    await world.pass(100);
    expect([phase(world), running(world, RENAMED_PRIMARY), running(world, PRIMARY)]).toEqual([
      'Succeeded',
      'podinfo:3 x2',
      'podinfo:1 x2',
    ]);
    const label = labelOf(world, 'podinfo-v2-primary');
    expect([label === `${app}-primary`, served(world)]).toEqual([false, [label, label]]);
    expect(weights(world, { ...ROUTE, metadata: { name: 'web', namespace: 'test' } })).toEqual([100, 0]);
  });
});

describe('a target that is renamed, after which its service is called', () => {
  it('leaves users of the former name on the former primary alone', async () => {
    const world = await initialised('podinfo', aCanary());
    rename(world, 'podinfo:2', 'podinfo');
    await world.pass(60);
    expect([phase(world), served(world, 'podinfo'), served(world, 'podinfo-v2')]).toEqual([
      'Initialized',
      ['podinfo-primary', 'podinfo-primary'],
      ['podinfo-v2-primary', 'podinfo-v2-primary'],
    ]);
  });
});

describe('a target that is renamed while no operator runs', () => {
  it.each(['podinfo', 'shop'])('is initialised as another target: pods with the label %s', async (app) => {
    const world = await initialised(app);
    if (world.process) {
      world.process.isDead = true;
    }
    rename(world, 'podinfo:2', app);
    world.start();
    await world.pass(60);
    expect([phase(world), served(world), labelOf(world, 'podinfo-v2-primary')]).toEqual([
      'Initialized',
      ['podinfo-v2-primary', 'podinfo-v2-primary'],
      'podinfo-v2-primary',
    ]);
  });
});

describe('a primary that was deleted', () => {
  it('is made again with the label that users find its pods by', async () => {
    const world = await initialised('podinfo');
    world.objects.delete(PRIMARY);
    await world.pass(30);
    expect([running(world, PRIMARY), labelOf(world, 'podinfo-primary'), served(world)]).toEqual([
      'podinfo:1 x1',
      'podinfo-primary',
      ['podinfo-primary', 'podinfo-primary'],
    ]);
  });
});

describe('a service that is renamed in a run whose primary is gone', () => {
  it('is no other target: the run goes on', async () => {
    const world = await initialised('podinfo');
    world.objects.set(aDeployment('podinfo:2'));
    await world.pass(6);
    expect(phase(world)).toBe('Progressing');
    world.objects.delete(PRIMARY);
    await world.pass(2);
    world.edit(CANARY, (canary) => ({
      ...canary,
      spec: { ...(canary['spec'] as object), service: { port: 80, name: 'shop' } },
    }));
    await world.pass(2);
    expect(phase(world)).toBe('Progressing');
    expect(told(world)).toContain('podinfo-primary.test is gone');
    expect(told(world)).not.toContain('The target changed!');
  });
});
