import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aShell, PRIMARY, running, TARGET, weights } from './podinfo.ts';

const aConfig = (name: string, key: string): KubeObject & { readonly data: object } => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'test' },
  data: { KEY: key },
});
const THEIRS = aConfig('settings-primary', 'theirs');

/** A release whose pods read a config. */
function configure(world: MemoryShell, image: string): void {
  world.objects.set(aConfig('settings', 'one'));
  world.edit(TARGET, (found) => {
    const containers = [{ name: 'main', image, envFrom: [{ configMapRef: { name: 'settings' } }] }];
    const template = { metadata: { labels: { app: 'podinfo' } }, spec: { containers } };
    return { ...found, spec: { ...(found['spec'] as object), template } };
  });
}
const phase = (world: MemoryShell): unknown => world.canary().status?.phase;
const accepted = (world: MemoryShell): unknown =>
  world.canary().status?.conditions?.find(({ type }) => type === 'Accepted');
const refused: unknown = expect.objectContaining({
  status: 'False',
  message: expect.stringMatching(
    /^spec\.targetRef\.name: found "podinfo".*ConfigMap settings-primary.*somebody else's/,
  ),
});

describe('somebody’s own ConfigMap that is called as the copy of one of the target', () => {
  it('stays as it is at the initialisation, which goes on when the name is free', async () => {
    const world = aShell();
    configure(world, 'podinfo:1');
    const theirs = world.objects.set(THEIRS);
    world.start();
    await world.pass(60);
    expect([phase(world), world.objects.peek(THEIRS), accepted(world)]).toEqual(['Initializing', theirs, refused]);
    world.objects.delete(THEIRS);
    await world.pass(120);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Initialized', 'podinfo:1 x2']);
    expect(accepted(world)).toMatchObject({ status: 'True' });
  });

  it('stays as it is in a release, which ends at its deadline with users on the primary', async () => {
    const world = aShell({ canary: aCanary({ spec: { progressDeadlineSeconds: 60 } }) });
    world.start();
    await world.pass(30);
    const theirs = world.objects.set(THEIRS);
    configure(world, 'podinfo:2');
    await world.pass(60);
    expect([phase(world), accepted(world)]).toEqual(['Progressing', refused]);
    await world.pass(120);
    expect([phase(world), weights(world), running(world, PRIMARY)]).toEqual(['Failed', [100, 0], 'podinfo:1 x2']);
    expect(world.objects.peek(THEIRS)).toEqual(theirs);
    expect(world.events.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^Rolling back podinfo\.test the analysis could not go on.*ConfigMap settings-primary/),
    );
  });
});
