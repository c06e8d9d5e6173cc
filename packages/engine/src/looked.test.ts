import { describe, expect, it } from '@jest/globals';
import { decide } from './index.ts';
import { observed, type Seen } from './stories/observed-run.ts';

const generations = (known: number | undefined, generation: number, spec: Seen['spec'] = {}) => {
  const seen = observed({ spec, ...(known !== undefined && { status: { observedGeneration: known } }) });
  const { canary } = seen;
  const { actions } = decide({ ...seen, canary: { ...canary, metadata: { ...canary.metadata, generation } } });
  return actions.flatMap((action) =>
    action.do === 'status' && action.status.observedGeneration !== undefined ? [action.status.observedGeneration] : [],
  );
};

describe('the generation in the status', () => {
  it('follows an edit of the spec, and costs nothing else', () => {
    expect(generations(2, 3)).toEqual([3]);
    expect(generations(3, 3)).toEqual([]);
  });

  it('follows the edit that suspends a canary too, once', () => {
    expect(generations(2, 3, { suspend: true })).toEqual([3]);
    expect(generations(3, 3, { suspend: true })).toEqual([]);
  });

  it('is not begun by a write of its own, so that an update of the operator writes to no canary at rest', () => {
    expect(generations(undefined, 3)).toEqual([]);
  });
});
