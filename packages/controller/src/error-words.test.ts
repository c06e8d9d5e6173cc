import { describe, expect, it } from '@jest/globals';
import { NotInstalled, Stop, Wait, type Action } from '@flagger/api';
import { isFromOutside, readFor, textOf, textOfAction } from './error-words.ts';

const REFUSED = new Error('creating Service podinfo-primary.test: forbidden: exceeded quota', {
  cause: new Error('forbidden: exceeded quota'),
});

describe('an action that the cluster refuses', () => {
  it.each<[Action, string]>([
    [{ do: 'ensureServices' }, 'spec.service'],
    [{ do: 'ensureApex' }, 'spec.service'],
    [{ do: 'ensurePrimary', revision: '', flaggerId: '' }, 'spec.targetRef'],
    [{ do: 'promote', revision: '', flaggerId: '' }, 'spec.targetRef'],
    [{ do: 'ensureScaler', update: false }, 'spec.autoscalerRef'],
    [{ do: 'prepareMesh' }, 'spec.provider and spec.service'],
  ])('is told of with the field that names what %j works on', (action, field) => {
    expect(textOfAction(action, REFUSED)).toBe(`${field}: ${REFUSED.message}`);
  });

  it('names the mesh where its kinds are not installed', () => {
    const missing = new NotInstalled('VirtualService networking.istio.io/v1 is not installed in this cluster');
    expect(textOfAction({ do: 'prepareMesh' }, missing)).toBe(`spec.provider and spec.service: ${missing.message}`);
  });

  it.each([
    new Wait('HorizontalPodAutoscaler podinfo.test get query error: not found'),
    new Stop({ field: 'spec.autoscalerRef.kind', found: '"ScaledObject"', allowed: 'HorizontalPodAutoscaler' }),
    new TypeError('x is not a function'),
  ])("keeps our and Flagger's words: %s", (error) => {
    expect(textOfAction({ do: 'ensureScaler', update: false }, error)).toBe(error.message);
  });
});

describe('what a port wrapped', () => {
  it('is no bug of this program', () => {
    expect([REFUSED, new Wait('not yet'), new TypeError('no function')].map(isFromOutside)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is told with its cause, unless it says that already', () => {
    expect(textOf(REFUSED)).toBe(REFUSED.message);
    expect(textOf(new Error('patching', { cause: new Error('forbidden') }))).toBe('patching: forbidden');
  });
});

describe('what cannot be read', () => {
  it('is told once, with the field that it is read for', async () => {
    const failed = readFor('spec.targetRef', Promise.reject(REFUSED));
    await expect(failed).rejects.toThrow(`spec.targetRef: ${REFUSED.message}`);
    expect(textOf(await failed.catch((error: unknown) => error))).toBe(`spec.targetRef: ${REFUSED.message}`);
  });

  it('waits as long as the cluster asked for', async () => {
    const busy = new NotInstalled('Route is not installed', { afterMs: 30_000 });
    const failed = readFor('spec.provider', Promise.reject(busy));
    await expect(failed).rejects.toMatchObject({ afterMs: 30_000, message: 'spec.provider: Route is not installed' });
  });
});
