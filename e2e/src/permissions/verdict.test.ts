import { describe, expect, it } from '@jest/globals';
import type { Asked } from './audit-log.ts';
import { grantsIn } from './grants.ts';
import { verdictOf } from './verdict.ts';

const asked = (what: string, more: Partial<Asked> = {}): Asked => ({
  what,
  name: 'podinfo',
  isRefused: false,
  ...more,
});
const GRANTS = grantsIn([
  { kind: 'ServiceAccount' },
  { kind: 'Role', rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }] },
  {
    kind: 'Role',
    rules: [
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get'], resourceNames: ['leader'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    ],
  },
]);
const LEASE = 'leases.coordination.k8s.io';

describe('the verdict on permissions', () => {
  it('names what is granted and was never used, but for what has a reason', () => {
    const all = [asked('get secrets.'), asked(`create ${LEASE}`)];
    expect(verdictOf(all, GRANTS, [[/^get leases/, 'nobody leads']])).toEqual({
      refused: [],
      notGranted: [],
      unused: ['list secrets.'],
      used: [`create ${LEASE}`, 'get secrets.'],
    });
  });

  it('names what was asked and is not granted, also of an object of another name', () => {
    const all = [asked('delete secrets.'), asked('delete secrets.'), asked(`get ${LEASE}`)];
    expect(verdictOf(all, GRANTS, []).notGranted).toEqual(['delete secrets.', `get ${LEASE}`]);
    expect(verdictOf([asked(`get ${LEASE}`, { name: 'leader' })], GRANTS, []).notGranted).toEqual([]);
  });

  it('takes nothing that was refused for used', () => {
    const { refused, unused } = verdictOf([asked('get secrets.', { isRefused: true })], GRANTS, []);
    expect([refused, unused.includes('get secrets.')]).toEqual([['get secrets.'], true]);
  });
});
