import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { LONG_AGO, observed } from './stories/observed-run.ts';

describe('a target with a name that only it knows', () => {
  it('is asked about by that name, which others do not have', () => {
    const seen = observed({ also: { since: LONG_AGO } });
    const { target } = seen;
    if (target.state !== 'found') {
      throw new Error('there is no target');
    }
    const workload = { ...target.workload, route: 'podinfo-00002' };
    expect(decide({ ...seen, target: { ...target, workload } }).ask).toMatchObject({
      what: 'check',
      route: 'podinfo-00002',
    });
    expect(decide(seen).ask).not.toHaveProperty('route');
  });
});
