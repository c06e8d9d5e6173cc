import { describe, expect, it } from '@jest/globals';
import { Conflict, type LostConfig } from '@flagger/api';
import { aConfig, aDeployment } from '@flagger/testing';
import { canary, initialized, usingSettings, type WorkloadsInMemory } from '../../test/workloads-in-memory.ts';
import { createWorkloads, WORKLOAD_DEFAULTS } from './index.ts';

const COPY = aConfig('settings-primary');

const made = (more: Parameters<typeof initialized>[1] = {}): Promise<WorkloadsInMemory> =>
  initialized([aDeployment(usingSettings), aConfig('settings', { data: { KEY: 'one' } })], more);

const lostIn = async ({
  workloads,
}: Pick<WorkloadsInMemory, 'workloads'>): Promise<readonly LostConfig[] | undefined> =>
  (await workloads.see(canary)).lostConfigs;

describe('copies that are gone', () => {
  it('are seen with what their original holds, and with what they held', async () => {
    const all = await made();
    expect(await lostIn(all)).toBeUndefined();
    const checksum = (await all.configs.track('ConfigMap', 'test', 'settings'))?.checksum;
    all.objects.delete(COPY);
    const lost = { kind: 'ConfigMap', name: 'settings', copy: 'settings-primary', key: 'configmap/settings' };
    expect(await lostIn(all)).toEqual([{ ...lost, checksum, held: checksum }]);
    all.objects.set(aConfig('settings', { data: { KEY: 'two' } }));
    expect(await lostIn(all)).toEqual([
      { ...lost, checksum: expect.not.stringMatching(String(checksum)), held: checksum },
    ]);
    all.objects.delete(aConfig('settings'));
    expect(await lostIn(all)).toEqual([{ ...lost, held: checksum }]);
    // another process has never seen it
    expect(await lostIn({ workloads: createWorkloads(all) })).toEqual([lost]);
  });

  it('are of no originals that are not to be copied any more, and not looked for where none are', async () => {
    const all = await made();
    all.objects.delete(COPY);
    const metadata = { annotations: { 'flagger.app/config-tracking': 'disabled' } };
    all.objects.set(aConfig('settings', { metadata, data: { KEY: 'one' } }));
    expect((await lostIn(all))?.[0]).not.toHaveProperty('checksum');
    const without = createWorkloads({ ...all, options: { ...WORKLOAD_DEFAULTS, trackConfigs: false } });
    expect(await lostIn({ workloads: without })).toBeUndefined();
  });

  it('are no copies where pods start without them and no original is there to be copied', async () => {
    const envFrom = [
      { configMapRef: { name: 'extra-primary', optional: true } },
      { configMapRef: { name: 'settings', optional: true } },
    ];
    const target = aDeployment({
      spec: { template: { spec: { containers: [{ name: 'main', image: 'x', envFrom }] } } },
    });
    const all = await initialized([target, aConfig('settings', { data: { KEY: 'one' } })]);
    expect(await lostIn(all)).toBeUndefined();
    all.objects.delete(COPY);
    expect(await lostIn(all)).toEqual([expect.objectContaining({ copy: 'settings-primary' })]);
    all.objects.delete(aConfig('settings'));
    expect(await lostIn(all)).toBeUndefined();
  });

  it('are made of originals that hold just what was decided on', async () => {
    const all = await made();
    all.objects.delete(COPY);
    const [lost] = (await lostIn(all)) ?? [];
    const asked = { kind: 'ConfigMap', name: 'settings', checksum: lost?.checksum ?? '' } as const;
    const { workloads, objects } = all;
    expect(await workloads.ensureConfigs?.(canary, [asked])).toEqual(['ConfigMap settings-primary']);
    expect(objects.peek(COPY)).toMatchObject({ data: { KEY: 'one' } });
    objects.delete(COPY);
    objects.set(aConfig('settings', { data: { KEY: 'two' } }));
    await expect(workloads.ensureConfigs?.(canary, [asked])).rejects.toThrow(Conflict);
    expect(objects.peek(COPY)).toBeUndefined();
  });
});
