import { describe, expect, it } from '@jest/globals';
import { decide } from '../decide.ts';
import { ASLEEP, done, find, messages, observed, READY, STUCK, TO_PRIMARY } from '../stories/observed-run.ts';

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

describe('a target that is what the primary was copied from, where no run was about it', () => {
  const PAUSED = [{ type: 'Paused', status: 'True', reason: 'Asked', message: '' }] as const;
  const step = (isStuck: boolean, conditions: typeof PAUSED | [] = []) =>
    decide(
      observed({
        status: { phase: 'Failed', canaryWeight: 0, lastAppliedSpec: 'sha256:v3', lastPromotedSpec: '', conditions },
        target: { isPromoted: true },
        primary: isStuck ? STUCK : READY,
        isPrimaryServing: true,
        routes: TO_PRIMARY,
      }),
    );

  it('counts as promoted, but not while the rollout of that is stuck: it gets a run', () => {
    expect(find(step(false), 'status')?.status).toMatchObject({ lastPromotedSpec: 'sha256:v2' });
    expect(find(step(true), 'status')?.status).toMatchObject({ phase: 'Progressing', lastAppliedSpec: 'sha256:v2' });
  });

  it('gets none while a person has paused the canary', () => {
    expect(done(step(true, PAUSED))).not.toContain('wakeTarget');
  });
});
