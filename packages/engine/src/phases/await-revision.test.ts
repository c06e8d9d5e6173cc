import { describe, expect, it } from '@jest/globals';
import { decide } from '../decide.ts';
import { ASLEEP, find, messages, observed, TO_PRIMARY } from '../stories/observed-run.ts';

describe('a target that is set back while a newer revision waits for approval', () => {
  it.each([
    ['sha256:v1', 'sha256:v2', 'Succeeded', 'to the promoted revision'],
    ['sha256:v2', 'sha256:v2', 'Failed', 'to the revision that failed'],
  ])('at %s, where %s failed, is %s', (revision, lastAppliedSpec, phase, words) => {
    const step = decide(
      observed({
        status: { phase: 'Waiting', canaryWeight: 0, lastAppliedSpec, lastPromotedSpec: 'sha256:v1' },
        target: { revision, state: ASLEEP },
        routes: TO_PRIMARY,
      }),
    );
    expect(find(step, 'status')?.status.phase).toBe(phase);
    expect(messages(step)).toContain(words);
  });
});
