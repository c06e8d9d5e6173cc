import type { KubeObject } from '@flagger/api';
import { nginx } from '@flagger/provider-nginx';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aShell, PRIMARY, running, setImage, TARGET } from './podinfo.ts';

const CANARY = aCanary({
  spec: {
    ingressRef: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'front' },
    progressDeadlineSeconds: 120,
  },
});

const anIngress = (name: string, service = 'podinfo'): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'test' },
  spec: {
    rules: [
      {
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: 80 } } } }],
        },
      },
    ],
  },
});

const FOUND = 'backend web not found in ingress front';
const WHY = `${FOUND}: spec.ingressRef.name: found "front", allowed is the name of an Ingress with web as a backend`;

const share = (world: MemoryShell): string | undefined =>
  world.objects.peek(anIngress('front-canary'))?.metadata.annotations?.['nginx.ingress.kubernetes.io/canary-weight'];
const phase = (world: MemoryShell): unknown => world.canary().status?.phase;
const told = (world: MemoryShell): readonly string[] => world.events.map(({ message }) => message);
const obstacle = (world: MemoryShell): string | undefined =>
  world.canary().status?.conditions?.find(({ type }) => type === 'Obstructed')?.message;

/** Whose pods users of a service get, which the Ingress of the user leads to. */
const served = (world: MemoryShell, name: string): unknown =>
  world.objects.peek<KubeObject & { readonly spec: { readonly selector: object } }>({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'test' },
  })?.spec.selector;

/** The service of the former name selects the target again, as a chart says that is applied once more. */
function setBack(world: MemoryShell): void {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'podinfo', namespace: 'test' } };
  world.edit(service, (found) => ({ ...found, spec: { ...(found.spec as object), selector: { app: 'podinfo' } } }));
}

/** A run with 30 of 100 on the canary, whose service gets a name to which the Ingress does not lead. */
async function renamedInRun(): Promise<MemoryShell> {
  const world = aShell({ canary: CANARY, provider: nginx });
  world.objects.set(anIngress('front'));
  world.start();
  await world.pass(20);
  setImage(world, 'podinfo:2');
  await world.pass(12);
  expect([phase(world), share(world)]).toEqual(['Progressing', '30']);
  rename(world, 'web');
  await world.pass(10);
  return world;
}

const rename = (world: MemoryShell, name: string): void =>
  world.edit(CANARY, (found) => ({ ...found, spec: { ...(found.spec as object), service: { port: 80, name } } }));

describe('a service that is renamed while its Ingress leads to the former one', () => {
  it('leaves users on the primary, and says what is missing and what to do', async () => {
    const world = await renamedInRun();
    expect([phase(world), share(world), served(world, 'podinfo')]).toEqual([
      'Progressing',
      '0',
      { app: 'podinfo-primary' },
    ]);
    expect(obstacle(world)).toContain(WHY);
    expect(told(world).filter((message) => message.includes(FOUND))).toEqual([expect.stringContaining(WHY)]);
  });

  it('keeps callers of the former name on the primary where somebody sets that service back', async () => {
    const world = await renamedInRun();
    setBack(world);
    await world.pass(2);
    expect(served(world, 'podinfo')).toEqual({ app: 'podinfo-primary' });
    await world.pass(200);
    expect([phase(world), running(world, TARGET)]).toEqual(['Failed', 'podinfo:2 x0']);
  });

  it('leaves the target awake for them where somebody does so again and again', async () => {
    const world = await renamedInRun();
    for (let times = 0; times < 40; times += 1) {
      setBack(world);
      await world.pass(5);
    }
    expect([phase(world), running(world, TARGET)]).toEqual(['Failed', 'podinfo:2 x2']);
  });

  it('goes on once the Ingress leads there', async () => {
    const world = await renamedInRun();
    world.objects.set(anIngress('front', 'web'));
    await world.pass(20);
    expect([phase(world), Number(share(world)) > 0, obstacle(world)]).toEqual(['Progressing', true, undefined]);
    expect(told(world)).toContain('The routes changed! Restarting analysis for podinfo.test');
    await world.pass(100);
    expect([phase(world), running(world, PRIMARY), running(world, TARGET)]).toEqual([
      'Succeeded',
      'podinfo:2 x2',
      'podinfo:2 x0',
    ]);
  });

  it('goes on where the name is taken back', async () => {
    const world = await renamedInRun();
    rename(world, 'podinfo');
    await world.pass(150);
    expect([phase(world), running(world, PRIMARY), obstacle(world)]).toEqual(['Succeeded', 'podinfo:2 x2', undefined]);
  });

  it('ends the run at the deadline, and later ones are released once the Ingress leads there', async () => {
    const world = await renamedInRun();
    await world.pass(200);
    expect([phase(world), share(world), running(world, PRIMARY), running(world, TARGET)]).toEqual([
      'Failed',
      '0',
      'podinfo:1 x2',
      'podinfo:2 x0',
    ]);
    const rolledBack = 'Rolling back podinfo.test the analysis could not go on for 2m0s: ';
    expect(told(world)).toContainEqual(expect.stringContaining(rolledBack + WHY));
    expect(obstacle(world)).toContain(WHY);
    world.objects.set(anIngress('front', 'web'));
    await world.pass(30);
    expect([phase(world), obstacle(world)]).toEqual(['Failed', undefined]);
    setImage(world, 'podinfo:3');
    await world.pass(100);
    expect([phase(world), running(world, PRIMARY), share(world)]).toEqual(['Succeeded', 'podinfo:3 x2', '0']);
  });

  it('is told while the canary rests, too, and holds up the next release only until the Ingress leads there', async () => {
    const world = aShell({ canary: CANARY, provider: nginx });
    world.objects.set(anIngress('front'));
    world.start();
    await world.pass(20);
    rename(world, 'web');
    await world.pass(10);
    setImage(world, 'podinfo:2');
    await world.pass(600);
    expect([phase(world), running(world, TARGET), running(world, PRIMARY)]).toEqual([
      'Initialized',
      'podinfo:2 x0',
      'podinfo:1 x2',
    ]);
    expect(obstacle(world)).toContain(WHY);
    world.objects.set(anIngress('front', 'web'));
    await world.pass(150);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
  });
});

describe('an Ingress that leads elsewhere from the first', () => {
  it('is told in the words of Flagger, and with the field in the condition', async () => {
    const canary = aCanary({ spec: { ...(CANARY.spec as object), service: { port: 80, name: 'web' } } });
    const world = aShell({ canary, provider: nginx });
    world.objects.set(anIngress('front'));
    world.start();
    await world.pass(60);
    expect(told(world)).toContain(FOUND);
    expect(obstacle(world)).toContain(WHY);
    expect([phase(world), running(world, TARGET)]).toEqual(['Initializing', 'podinfo:1 x2']);
  });
});
