import { type KubeObject, Stop } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { ORIGINAL, originalKept, originalSpec, originalToRestore } from './original.ts';

const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';
const theirs = (annotations?: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'mesh.example/v1',
  kind: 'Route',
  metadata: { name: 'basket', ...(annotations ? { annotations } : {}) },
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

  it('is for a person to say where nobody kept it and users need it', () => {
    expect(() => originalToRestore(theirs())).toThrow(Stop);
    expect(() => originalToRestore(theirs())).toThrow(
      `annotations of Route basket.: found nothing to restore its spec from, allowed is ${KUBECTL} or ${ORIGINAL}`,
    );
    expect(originalToRestore(theirs({ [ORIGINAL]: '{"to":"kept"}' }))).toEqual({ to: 'kept' });
  });
});
