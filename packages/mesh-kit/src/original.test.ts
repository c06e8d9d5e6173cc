import type { KubeObject } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { ORIGINAL, originalKept, originalSpec, nothingToRestore } from './original.ts';

const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';
const theirs = (annotations?: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'mesh.example/v1',
  kind: 'Route',
  metadata: { name: 'basket', namespace: 'shop', ...(annotations ? { annotations } : {}) },
  spec: { to: 'basket' },
});

describe('what an object said before its canary', () => {
  it('is kept in an annotation, and read back from there', () => {
    const kept = originalKept(theirs());
    expect(kept).toEqual({ [ORIGINAL]: '{"to":"basket"}' });
    expect(originalSpec(theirs(kept))).toEqual({ to: 'basket' });
  });

  it.each([ORIGINAL, KUBECTL])('is kept only once: %s', (annotation) => {
    expect(originalKept(theirs({ [annotation]: '{}' }))).toEqual({});
  });

  it('is kept anew where its owner has written it anew, but where kubectl keeps it', () => {
    expect(originalKept(theirs({ [ORIGINAL]: '{}' }), true)).toEqual({ [ORIGINAL]: '{"to":"basket"}' });
    expect(originalKept(theirs({ [KUBECTL]: '{}', [ORIGINAL]: '{}' }), true)).toEqual({});
  });

  it('is what was applied with kubectl, where that is known', () => {
    expect(
      originalSpec(theirs({ [KUBECTL]: '{"kind":"Route","spec":{"to":"applied"}}', [ORIGINAL]: '{"to":"kept"}' })),
    ).toEqual({ to: 'applied' });
  });

  it.each([undefined, 'no JSON', '7', 'null'])('is unknown where nobody kept it: %s', (text) => {
    expect(originalSpec(theirs(text === undefined ? undefined : { [ORIGINAL]: text }))).toBeUndefined();
  });

  it('is for a person to say where nobody kept it and users need it, who may delete the Canary without that', () => {
    const sentence =
      `annotations of Route basket.shop: found nothing to restore its spec from, allowed is ${KUBECTL} or ${ORIGINAL} `
      + 'with its former configuration, or a spec that names neither the primary nor the canary';
    expect(nothingToRestore(theirs(), false).message).toBe(sentence);
    expect(nothingToRestore(theirs(), true).message).toBe(
      `${sentence}, or spec.revertOnDeletion: false to delete the Canary without that`,
    );
  });
});
