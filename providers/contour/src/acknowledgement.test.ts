import { MESH_DEFAULTS } from '@flagger/api';
import { MemoryObjects, meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { acknowledgement } from './acknowledgement.ts';
import type { HttpProxy, ProxyCondition } from './contour-api.ts';
import { httpProxyRef } from './http-proxy.ts';
import { contour } from './index.ts';

const canary = meshCanary();

function proxy(valid: Partial<ProxyCondition> | undefined, currentStatus = 'valid'): HttpProxy {
  const { metadata, ...ref } = httpProxyRef(canary);
  const conditions = valid ? [{ type: 'Valid', status: 'True', observedGeneration: 3, ...valid }] : [];
  return { ...ref, metadata: { ...metadata, generation: 3 }, status: { currentStatus, conditions } };
}

describe('what Contour says about an HTTPProxy', () => {
  it('is nothing before it has looked at one, and about one that no root includes', () => {
    expect(acknowledgement(canary, proxy(undefined, 'NotReconciled'))).toEqual({ kind: 'silent' });
    expect(acknowledgement(canary, proxy({ status: 'False' }, 'orphaned'))).toEqual({ kind: 'silent' });
  });

  it('is that it found nothing wrong with the object as it is now', () => {
    expect(acknowledgement(canary, proxy({}))).toEqual({ kind: 'accepted' });
  });

  it('is awaited where it has seen an earlier version only, valid or not', () => {
    const message = 'HTTPProxy basket.shop is not looked at yet (observed generation: 2, current generation: 3)';
    for (const status of ['True', 'False']) {
      expect(acknowledgement(canary, proxy({ status, observedGeneration: 2 }))).toEqual({ kind: 'awaited', message });
    }
  });

  it.each<[Partial<ProxyCondition>, string]>([
    [
      { errors: [{ reason: 'ServiceUnresolvedReference', message: 'Service "basket-canary" not found' }] },
      ': ServiceUnresolvedReference: Service "basket-canary" not found',
    ],
    [{ message: 'At least one error present' }, ': At least one error present'],
    [{}, ''],
  ])('is a refusal in its own words: %j', (more, words) => {
    expect(acknowledgement(canary, proxy({ status: 'False', ...more }, 'invalid'))).toEqual({
      kind: 'refused',
      message: `HTTPProxy basket.shop is not valid${words}`,
    });
  });

  it('counts as about this version where it does not say which, but for a refusal that may be past', () => {
    const undated = (status: string): HttpProxy => ({
      ...proxy({}),
      status: { conditions: [{ type: 'Valid', status }] },
    });
    expect(acknowledgement(canary, undated('True'))).toEqual({ kind: 'accepted' });
    expect(acknowledgement(canary, undated('False'))).toEqual({
      kind: 'awaited',
      message: 'HTTPProxy basket.shop is not valid',
    });
  });

  it('is read from the object that is there', async () => {
    const asked = async (...objects: readonly HttpProxy[]): Promise<unknown> =>
      contour
        .router(new MemoryObjects({ objects }), { name: 'contour', options: MESH_DEFAULTS })
        .acknowledgement?.(canary);
    expect(await asked()).toEqual({ kind: 'silent' });
    expect(await asked(proxy({ status: 'False' }, 'invalid'))).toMatchObject({ kind: 'refused' });
  });
});
