import { FINALIZER, type Canary, type Problem } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { refuse } from './refuse.ts';
import { done, find, observed, type Seen } from './stories/observed-run.ts';

const PROBLEMS: readonly Problem[] = [{ field: 'spec.targetRef', found: 'nothing', allowed: 'an object' }];

function step({ finalizers = [], ...seen }: Seen & { readonly finalizers?: readonly string[] }) {
  const before = observed(seen);
  const { canary } = before;
  return decide({ ...before, canary: { ...canary, metadata: { ...canary.metadata, finalizers } } });
}

describe('the finalizer', () => {
  const refusal = { also: { refusal: { problems: PROBLEMS, since: 0 } } };
  const revert = { spec: { revertOnDeletion: true } };

  it('comes before anything else, also while the Canary is suspended', () => {
    expect(done(step(revert))[0]).toBe('finalizer');
    expect(done(step({ spec: { revertOnDeletion: true, suspend: true } }))).toEqual(['finalizer', 'event']);
  });

  it.each<[string, Parameters<typeof step>[0], boolean | undefined]>([
    ['is there already', { ...revert, finalizers: [FINALIZER] }, undefined],
    ['is not wanted any more', { finalizers: ['of.others/x', FINALIZER] }, false],
    ['was never wanted', { finalizers: ['of.others/x'] }, undefined],
    ['may be wanted by a spec that cannot be read', { ...refusal, finalizers: [FINALIZER] }, undefined],
    ['is wanted by a spec that is wrong elsewhere, during a run', { ...refusal, ...revert }, true],
    [
      'is wanted by a Canary that was refused from the start',
      { ...refusal, ...revert, status: { phase: '' } },
      undefined,
    ],
  ])('that %s is kept: %#', (_what, seen, isKept) => {
    expect(find(step(seen), 'finalizer')?.isKept).toBe(isKept);
  });
});

describe('a Canary that cannot be read and is deleted', () => {
  const raw = (spec: object, finalizers: readonly string[]) => ({
    ...observed().canary,
    spec,
    metadata: { name: 'podinfo', namespace: 'test', uid: 'uid', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers },
  });
  const refused = (spec: object, status: Canary['status'], finalizers: readonly string[] = [FINALIZER]) =>
    done(refuse(raw(spec, finalizers), status, PROBLEMS));

  it.each([
    ['goes where it has nothing to give back', {}, { phase: 'Succeeded' }, ['finalizer']],
    ['goes where nothing was taken', { revertOnDeletion: true }, {}, ['finalizer']],
    [
      'says what is wrong and stays where it has',
      { revertOnDeletion: true },
      { phase: 'Succeeded' },
      ['event', 'status'],
    ],
  ] as const)('%s', (_what, spec, status, actions) => {
    expect(refused(spec, status)).toEqual(actions);
  });

  it('is nothing of ours where others hold it', () => {
    expect(refused({ revertOnDeletion: true }, { phase: 'Succeeded' }, ['of.others/x'])).toEqual([]);
  });
});
