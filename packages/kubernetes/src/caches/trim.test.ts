import { describe, expect, it } from '@jest/globals';
import { requestOf } from '@flagger/api';
import { canaryTrimmed } from './trim.ts';

const managedFields = [
  {
    manager: 'kubectl-annotate',
    operation: 'Update',
    time: '2026-01-01T10:00:00Z',
    fieldsV1: { 'f:metadata': { 'f:annotations': { 'f:flagger.app/abort': {}, 'f:note': {} } } },
  },
  { manager: 'flagger', time: '2026-01-01T09:00:00Z', fieldsV1: { 'f:status': { 'f:phase': {} } } },
];
const canary = (annotations: Record<string, string>) => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', annotations, managedFields },
});

describe('what is kept of a Canary', () => {
  it('says whose tool asked for something and when', () => {
    const { metadata } = canaryTrimmed(canary({ 'flagger.app/abort': 'r1' }));
    expect(requestOf(metadata, 'abort')).toMatchObject({
      id: 'r1',
      by: 'kubectl-annotate',
      at: '2026-01-01T10:00:00Z',
    });
    expect(JSON.stringify(metadata)).not.toMatch(/f:status|f:note/);
  });

  it('has no managed fields where nobody asks for anything', () => {
    expect(canaryTrimmed(canary({ note: 'hello' })).metadata).toEqual({
      name: 'podinfo',
      namespace: 'test',
      annotations: { note: 'hello' },
    });
  });
});
