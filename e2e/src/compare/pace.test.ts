import { describe, expect, it } from '@jest/globals';
import { conditionsOf } from './condition.ts';
import type { Operation } from './operation.ts';
import { pacedConditions, type Timed } from './pace.ts';

const operation = (after: unknown): Operation => ({
  after: conditionsOf(after),
  took: 0,
  act: { do: 'mark' },
  title: '',
  said: undefined,
});
const at = (t: number, canaryWeight: number, phase = 'Progressing'): Timed => ({
  t,
  sighting: { saw: 'status', canary: 'a', status: { phase, canaryWeight } },
});
const paced = (after: unknown, timeline: readonly Timed[], from: number, end: number): unknown =>
  pacedConditions({ operation: operation(after), timeline, from, to: timeline.length, end });

describe('a wait of some seconds', () => {
  it('stays as it is where the status did not move', () => {
    expect(paced({ seconds: 24 }, [at(10, 20)], 1, 34)).toEqual([{ wait: 'seconds', seconds: 24 }]);
  });

  it('stays as it is where Flagger wrote the same status again', () => {
    expect(paced({ seconds: 24 }, [at(10, 20), at(20, 20), at(30, 20)], 1, 34)).toEqual([
      { wait: 'seconds', seconds: 24 },
    ]);
  });

  it('becomes the way of the status and the quiet after it where the status moved', () => {
    expect(paced({ seconds: 24 }, [at(10, 20), at(20, 40), at(30, 60)], 1, 34)).toEqual([
      {
        wait: 'quiet',
        passes: [expect.objectContaining({ weight: 40 }), expect.objectContaining({ weight: 60 })],
        seconds: 4,
        atMost: 34,
      },
    ]);
  });

  it('stays clear of the next check', () => {
    expect(paced({ seconds: 24 }, [at(10, 20), at(24.5, 40)], 1, 34)).toEqual([
      expect.objectContaining({ wait: 'quiet', seconds: 8 }),
    ]);
  });

  it('counts only moves after the conditions before it', () => {
    const after = [{ phase: 'Progressing', weight: 40 }, { seconds: 13 }];
    expect(paced(after, [at(10, 20), at(20, 40)], 0, 33)).toEqual(conditionsOf(after));
  });

  it('stays as it is where it is short, or follows a deletion', () => {
    expect(paced({ seconds: 3 }, [at(10, 20)], 0, 12)).toEqual([{ wait: 'seconds', seconds: 3 }]);
    const after = [{ gone: 'Canary/a' }, { seconds: 12 }];
    expect(paced(after, [at(10, 0, 'Terminating')], 0, 24)).toEqual(conditionsOf(after));
  });
});
