import { Conflict, type KubeObject } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { MemoryObjects, type Write } from './memory-objects.ts';
import { SettledObjects } from './settled-objects.ts';

const basket: KubeObject = {
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name: 'basket', namespace: 'shop' },
  spec: { traffic: [] },
};
const spec = { traffic: [{ percent: 100 }] };
const labels = { theirs: 'yes' };

/** A writer that read the object, after which `changes` are made by somebody else before each of `times` writes. */
async function between(
  changes: Partial<KubeObject>,
  times = 1,
): Promise<{ read: KubeObject; objects: SettledObjects }> {
  let left = times;
  const fail = ({ ref }: Write, moment: 'before' | 'after'): void => {
    const there = memory.peek(ref);
    if (moment === 'before' && there && left > 0) {
      left -= 1;
      memory.set({ ...there, ...changes, metadata: { ...there.metadata, ...changes.metadata } });
    }
  };
  const memory = new MemoryObjects({ objects: [basket], fail });
  const objects = new SettledObjects(memory);
  const read = await objects.read(basket);
  if (!read) {
    throw new Error('it was not read');
  }
  return { read, objects };
}

describe('objects beside the controllers of their mesh', () => {
  it.each([1, 3])('are written where these said something %d times meanwhile', async (times) => {
    const status = { observedGeneration: 1 };
    const patching = await between({ status }, times);
    const { resourceVersion = '' } = patching.read.metadata;
    expect(await patching.objects.patch(basket, { metadata: { resourceVersion }, spec })).toMatchObject({
      spec,
      status,
    });
    const replacing = await between({ status }, times);
    expect(await replacing.objects.replace({ ...replacing.read, spec })).toMatchObject({ spec });
  });

  it.each([{ spec: { traffic: null } }, { metadata: { name: 'basket', namespace: 'shop', labels } }])(
    'are in conflict with whoever else wrote: %j',
    async (changes) => {
      const { read, objects } = await between(changes);
      const { resourceVersion = '' } = read.metadata;
      await expect(objects.patch(basket, { metadata: { resourceVersion }, spec })).rejects.toThrow(Conflict);
      expect(await objects.read(basket)).toMatchObject(changes);
    },
  );
});
