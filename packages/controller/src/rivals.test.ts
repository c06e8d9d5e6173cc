import { describe, expect, it } from '@jest/globals';
import type { Canaries, RawCanary } from '@flagger/api';
import { Rivals } from './rivals.ts';

const canary = (
  name: string,
  { target = 'podinfo', age = 1, namespace = 'test', uid = name, service = {} } = {},
): RawCanary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name, namespace, uid, creationTimestamp: `2024-01-0${9 - age}T00:00:00Z` },
  spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target }, service },
});

/** Canaries that count how often they are read. */
function aCluster(...all: readonly RawCanary[]) {
  const byKey = new Map(all.map((each) => [`${each.metadata.namespace}/${each.metadata.name}`, each]));
  const counted = { reads: 0, listings: 0 };
  const woken: string[] = [];
  const unused = (): never => {
    throw new Error('nothing is written here');
  };
  const canaries: Canaries = {
    keys: () => {
      counted.listings++;
      return [...byKey.keys()];
    },
    read: (key) => {
      counted.reads++;
      return byKey.get(key);
    },
    writeStatus: unused,
    writeMetadata: unused,
  };
  return { byKey, counted, woken, rivals: new Rivals({ canaries, wake: (key) => woken.push(key) }) };
}

const older = canary('older', { age: 2 });
const younger = canary('younger');

describe('of two canaries with one target', () => {
  it('the younger has a problem that names the older', () => {
    const { rivals } = aCluster(younger, older);
    expect(rivals.rivalsOf(younger).elder).toMatchObject({ key: 'test/older', uid: 'older' });
    expect(rivals.rivalsOf(younger).problem).toEqual({
      field: 'spec.targetRef.name',
      found: 'the target of the older Canary older',
      allowed: 'a target that no other Canary names',
    });
    expect(rivals.rivalsOf(older)).toEqual({ elder: undefined, younger: ['younger'] });
  });

  it('the one whose name comes first is the older where both are of one second', () => {
    const [a, b] = [canary('a'), canary('b')];
    const { rivals } = aCluster(b, a);
    expect([rivals.rivalsOf(a).elder?.name, rivals.rivalsOf(b).elder?.name]).toEqual([undefined, 'a']);
  });

  it('neither has a problem where the targets have one name in two namespaces', () => {
    const elsewhere = canary('younger', { namespace: 'other' });
    expect(aCluster(elsewhere, older).rivals.rivalsOf(elsewhere).elder).toBeUndefined();
  });

  it('the younger is woken when the older is gone, and has no problem then', () => {
    const { rivals, byKey, woken } = aCluster(younger, older);
    rivals.rivalsOf(younger);
    byKey.delete('test/older');
    rivals.heard('test/older');
    expect(woken).toEqual(['test/younger']);
    expect(rivals.rivalsOf(younger).elder).toBeUndefined();
  });

  it('the younger is woken when the older names another target', () => {
    const { rivals, byKey, woken } = aCluster(younger, older);
    rivals.rivalsOf(younger);
    byKey.set('test/older', canary('older', { age: 2, target: 'other' }));
    rivals.heard('test/older');
    expect([woken, rivals.rivalsOf(younger).elder]).toEqual([['test/younger'], undefined]);
  });

  it('the younger knows of an older one of which nothing was heard but its own coming', () => {
    const { rivals, byKey } = aCluster();
    rivals.rivalsOf(older);
    byKey.set('test/older', older).set('test/younger', younger);
    rivals.heard('test/older');
    expect(rivals.rivalsOf(younger).elder?.name).toContain('older');
  });

  it('nobody is woken by a status that was written', () => {
    const { rivals, byKey, woken } = aCluster(younger, older);
    rivals.rivalsOf(younger);
    byKey.set('test/older', { ...older, status: { phase: 'Progressing' } });
    rivals.heard('test/older');
    expect(woken).toEqual([]);
  });
});

describe('of two canaries that would make the same services', () => {
  const problems = (...all: readonly RawCanary[]): readonly (string | undefined)[] => {
    const { rivals } = aCluster(...all);
    return all.map((each) => rivals.rivalsOf(each).problem?.field);
  };
  const till = (name: string, age = 1): RawCanary => canary('till', { target: 'till', age, service: { name } });
  const first = canary('first', { age: 5 });

  it.each(['podinfo', 'podinfo-primary', 'podinfo-canary'])('the younger is refused: %s', (name) => {
    expect(problems(first, till(name))).toEqual([undefined, 'spec.service.name']);
  });

  it.each(['podinfo', 'podinfo-primary', 'podinfo-canary'])('the one that makes it counts as well: %s', (name) => {
    expect(problems(canary('first'), till(name, 5))).toEqual(['spec.service.name', undefined]);
  });

  it('neither is refused where the names only begin alike', () => {
    expect(problems(first, till('podinfo-web'))).toEqual([undefined, undefined]);
    expect(
      problems(first, { ...till('podinfo'), metadata: { ...till('podinfo').metadata, namespace: 'shop' } }),
    ).toEqual([undefined, undefined]);
  });

  it('the one whose target is a primary is refused', () => {
    const { rivals } = aCluster(first, canary('second', { target: 'podinfo-primary' }));
    expect(rivals.rivalsOf(canary('second', { target: 'podinfo-primary' })).problem).toMatchObject({
      field: 'spec.targetRef.name',
      found: 'Deployment podinfo-primary, beside Deployment podinfo of the Canary first',
    });
  });

  it('who leads users there already stays, and an older one that takes its name is refused', () => {
    const conditions = [
      { type: 'Routed', status: 'True', reason: 'Weights', message: 'istio routes web: primary 100, canary 0' },
    ];
    const serving = { ...till('web'), status: { phase: 'Initialized', conditions } };
    const renamed = canary('first', { age: 5, service: { name: 'web' } });
    expect(problems(renamed, serving)).toEqual(['spec.service.name', undefined]);
  });

  it('the younger is woken when the older names another service', () => {
    const { rivals, byKey, woken } = aCluster(first, till('podinfo'));
    expect(rivals.rivalsOf(till('podinfo')).problem?.field).toBe('spec.service.name');
    byKey.set('test/first', canary('first', { age: 5, service: { name: 'other' } }));
    rivals.heard('test/first');
    expect([woken, rivals.rivalsOf(till('podinfo')).problem]).toEqual([['test/till'], undefined]);
  });
});

describe('among ten thousand canaries', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => canary(`c${index}`, { target: `t${index}` }));

  it('all are listed and read once, and each turn reads only its own', () => {
    const { rivals, counted } = aCluster(...many);
    rivals.rivalsOf(many[0] ?? older);
    expect(counted).toEqual({ listings: 1, reads: 10_001 });
    counted.reads = 0;
    many.forEach((each) => rivals.rivalsOf(each).elder);
    expect(counted).toEqual({ listings: 1, reads: 10_000 });
  });
});
