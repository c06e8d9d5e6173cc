import { describe, expect, it } from '@jest/globals';
import { conditionsOf } from './condition.ts';
import { Journal } from './journal.ts';
import { Patience } from './patience.ts';
import type { Sighting } from './sighting.ts';

const status = (canary: string, phase: string): Sighting => ({ saw: 'status', canary, status: { phase } });
const never = (): boolean => false;

describe('the patience of a replay', () => {
  it('ends when the conditions are met, one after the other', async () => {
    const journal = new Journal();
    const waited = new Patience(journal, never).wait(
      conditionsOf([{ phase: 'Progressing' }, { phase: 'Succeeded' }]),
      0,
      60_000,
    );
    journal.add(status('a', 'Succeeded'));
    journal.add(status('a', 'Progressing'));
    journal.add(status('a', 'Succeeded'));
    expect(await waited).toEqual({ met: true });
  });

  it('takes conditions about two canaries in any order', async () => {
    const journal = new Journal();
    journal.add(status('b', 'Initialized'));
    journal.add(status('a', 'Initialized'));
    const both = conditionsOf([
      { canary: 'a', phase: 'Initialized' },
      { canary: 'b', phase: 'Initialized' },
    ]);
    expect(await new Patience(journal, never).wait(both, 0, 60_000)).toEqual({ met: true });
  });

  it('gives up in the end, and says what was missing and what there was', async () => {
    const journal = new Journal();
    journal.add(status('a', 'Progressing'));
    expect(await new Patience(journal, never).wait(conditionsOf({ phase: 'Succeeded' }), 0, 0)).toEqual({
      met: false,
      missing: expect.stringMatching(
        /status phase Succeeded did not come within 0 s; the last status of a is: Progressing weight 0/,
      ),
    });
  });

  it('gives up at once when nothing more will happen', async () => {
    const waited = new Patience(new Journal(), () => true).wait(
      conditionsOf([{ seconds: 3600 }, { phase: 'Succeeded' }]),
      0,
      3_600_000,
    );
    expect(await waited).toEqual({ met: false, missing: expect.stringContaining('no Canary has a status') });
  });

  it('goes along with the recorded statuses instead of the seconds', async () => {
    const journal = new Journal();
    journal.add(status('a', 'Progressing'));
    const waited = new Patience(journal, never).wait(
      [{ wait: 'quiet', passes: [{ wait: 'status', phase: 'Progressing' }], seconds: 0, atMost: 3600 }],
      0,
      0,
    );
    expect(await waited).toEqual({ met: true });
  });
});
