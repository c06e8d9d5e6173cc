import { describe, expect, it } from '@jest/globals';
import { aCanary } from '../test/builders.ts';
import { why } from './why.ts';

const NOW = Date.parse('2026-01-01T10:00:10Z');
const rate = {
  kind: 'metric',
  name: 'request-success-rate',
  type: 'success-rate',
  verdict: 'fail',
  message: 'success rate 90.00% < 99%',
  value: '90%',
  threshold: 'at least 99%',
  query: 'sum(\n  rate(x[1m])\n)',
};

describe('why', () => {
  it('tells of a run the step, the last checks with value, threshold and query, and the next try', () => {
    const canary = aCanary({ phase: 'Progressing', canaryWeight: 20, failedChecks: 2, analysis: { checks: [rate] } });
    const told = why(canary, NOW);
    expect(told.text).toBe(
      'podinfo.test releases a new revision, step 2 of 5, with 20 % of the traffic. It waits for its next check. '
        + 'Failed metric request-success-rate: 90%, allowed is at least 99% (asked: sum( rate(x[1m]) )). '
        + '2 of 3 failed checks: 1 more and it is rolled back. It is tried again in 20 s.',
    );
    expect(told.nextTry).toBe('2026-01-01T10:00:30Z');
  });

  it('names the gate that is closed and how to open it', () => {
    const gate = { kind: 'webhook', name: 'ask', type: 'confirm-promotion', verdict: 'hold', message: 'closed' };
    const { text } = why(aCanary({ phase: 'WaitingPromotion', analysis: { checks: [gate] } }), NOW);
    expect(text).toContain('It waits for the gate ask (confirm-promotion), which is closed.');
    expect(text).toContain('`kubectl flagger approve podinfo -n test` lets it go on');
  });

  it.each([
    ['Accepted', 'False', 'Change the field that the sentence names'],
    ['Paused', 'True', '`kubectl flagger resume podinfo -n test`'],
  ])('says what to do where %s is %s, and promises no next try', (type, status, advice) => {
    const condition = { type, status, reason: 'x', message: 'because of this' };
    const told = why(aCanary({ phase: 'Progressing', conditions: [condition] }), NOW);
    expect(told.waitsFor).toEqual([type === 'Paused' ? 'It is paused.' : 'because of this.']);
    expect(told.text).toContain(advice);
    expect(told.nextTry).toBeUndefined();
  });

  it('names who paused it', () => {
    const message = '"2026-01-01T10:00:00Z by anna" by anna at 2026-01-01T10:00:00Z holds until the annotation is gone';
    const condition = { type: 'Paused', status: 'True', reason: 'Asked', message };
    expect(why(aCanary({ phase: 'Progressing', conditions: [condition] }), NOW).waitsFor).toEqual([
      'It is paused by anna.',
    ]);
  });

  it.each([
    ['Initialized', 'has nothing to release: it waits for a change of podinfo'],
    ['Succeeded', 'the primary runs it'],
    ['Failed', '`kubectl flagger retry podinfo -n test`'],
    ['Promoting', 'It waits until the pods of the primary are ready.'],
  ])('tells of the phase %s', (phase, text) => {
    expect(why(aCanary({ phase }), NOW).text).toContain(text);
  });

  it('says of a promotion that failed where users are, and what retry does', () => {
    const { text } = why(aCanary({ phase: 'Failed', canaryWeight: 100 }), NOW);
    expect(text).toContain('could not finish its last promotion: a mesh has led all users to podinfo, the target');
    expect(text).toContain('`kubectl flagger retry podinfo -n test` promotes the same revision again');
    expect(text).not.toContain('taken its last revision back');
  });

  it.each(['Initializing', 'Progressing', 'Promoting'])('names what obstructs it in the phase %s', (phase) => {
    const message = 'spec.provider: VirtualService is not installed in this cluster';
    const condition = { type: 'Obstructed', status: 'True', reason: 'NotInstalled', message };
    const told = why(aCanary({ phase, conditions: [condition] }), NOW);
    expect(told.waitsFor).toEqual([`${message}.`]);
    expect(told.text).toContain('Mend what the sentence names');
    expect(told.nextTry).toBeUndefined();
  });

  it('names the gate that is closed also where something obstructs it', () => {
    const gate = { kind: 'webhook', name: 'ask', type: 'confirm-promotion', verdict: 'hold', message: 'closed' };
    const condition = { type: 'Obstructed', status: 'True', reason: 'ConfigLost', message: 'conf-primary is gone' };
    const canary = aCanary({ phase: 'WaitingPromotion', conditions: [condition], analysis: { checks: [gate] } });
    expect(why(canary, NOW).waitsFor).toEqual([
      'conf-primary is gone.',
      'It waits for the gate ask (confirm-promotion), which is closed.',
    ]);
  });

  it('tells of a run that is taken back why, and advises nothing that would be refused', () => {
    const message = 'Rolling back podinfo.test aborted by anna';
    const condition = { type: 'RollingBack', status: 'True', reason: 'Aborted', message };
    const canary = aCanary({ phase: 'WaitingPromotion', conditions: [condition], analysis: { checks: [rate] } });
    const told = why(canary, NOW);
    expect(told.waitsFor).toEqual([`${message}.`]);
    expect(told.advice).toEqual(['That is decided: no verb is heard until the run has ended, as Failed.']);
    expect(told.text).not.toContain('more and it is rolled back');
    expect(told.nextTry).toBeUndefined();
  });

  it('tells that nobody has looked at a Canary', () => {
    const { status: _, ...bare } = aCanary();
    expect(why(bare, NOW).text).toBe(
      'podinfo.test has not been looked at by any operator. `kubectl flagger check` says whether an operator runs.',
    );
  });
});
