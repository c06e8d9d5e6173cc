import { describe, expect, it } from '@jest/globals';
import type { Canary, Finding } from '@flagger/api';
import { judge } from './judge.ts';

const canary: Canary = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'loam', namespace: 'test', uid: 'u-1' },
  spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' }, service: { port: 80 }, analysis: {} },
  status: {},
};
const refused = 'POST http://gate giving up after 1 attempt(s): Post "http://gate": connection refused';
type Reply = Extract<Finding, { kind: 'reply' }>;

const texts = (hook: Exclude<Reply['hook'], '' | 'rollout' | 'event'>, reply: Partial<Reply>) =>
  judge({
    what: hook,
    canary,
    findings: [{ kind: 'reply', hook, name: 'g', ok: false, message: refused, ...reply }],
  }).says.map(({ message }) => message);

describe('a hook that nobody answers', () => {
  it.each([
    ['confirm-rollout', 'Halt loam.test advancement waiting for approval g'],
    ['confirm-promotion', 'Halt loam.test advancement waiting for promotion approval g'],
    ['confirm-traffic-increase', 'Halt loam.test advancement waiting for traffic increase approval g'],
    ['rollback', 'Rollback hook g not signaling a rollback'],
  ] as const)('%s is told apart from one that says no', (hook, closed) => {
    expect(texts(hook, { message: 'closed' })).toEqual([closed]);
    expect(texts(hook, { isUnreached: true })).toEqual([`${closed}: nobody was reached, ${refused}`]);
  });

  it('says it once where Flagger says it as well', () => {
    expect(texts('pre-rollout', { isUnreached: true })).toEqual([
      `Halt loam.test advancement pre-rollout check g failed ${refused}`,
    ]);
  });
});

describe('metrics servers', () => {
  const online = (finding: Omit<Extract<Finding, { kind: 'online' }>, 'kind'>) =>
    judge({ what: 'metrics-online', canary, findings: [{ kind: 'online', ...finding }] }).says;

  it('are called available where they were asked, or there are none', () => {
    expect(online({})).toEqual([{ type: 'Normal', message: 'all the metrics providers are available!' }]);
  });

  it('that are not there are told, and stop nothing', () => {
    const message = 'Error checking metric providers: prometheus not avaiable: EOF';
    expect(online({ problem: 'prometheus not avaiable: EOF' })).toEqual([{ type: 'Warning', message }]);
  });
});
