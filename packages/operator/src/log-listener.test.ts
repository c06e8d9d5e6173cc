import { describe, expect, it } from '@jest/globals';
import type { Canary, Log } from '@flagger/api';
import { logListener } from './log-listener.ts';

const canary: Canary = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', uid: 'uid-1' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80 },
    analysis: { interval: '1m', threshold: 2, metrics: [{ name: 'request-duration', thresholdRange: { max: 500 } }] },
  },
  status: { phase: 'Progressing', canaryWeight: 20 },
};

function aListener() {
  const lines: unknown[] = [];
  const at =
    (level: string): Log['info'] =>
    (message, keys) =>
      lines.push({ level, message, ...keys });
  return {
    listener: logListener({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }),
    lines,
  };
}

describe('the log hears', () => {
  it('events, word for word, so that they can be searched for', () => {
    const { listener, lines } = aListener();
    listener.event?.(canary, {
      type: 'Normal',
      message: 'Advance podinfo.test canary weight 20',
      id: '1',
      phase: 'Progressing',
      checksum: 'c',
    });
    listener.event?.(canary, {
      type: 'Warning',
      message: 'Canary failed! Scaling down podinfo.test',
      id: '2',
      phase: 'Failed',
      checksum: 'c',
    });
    expect(lines).toEqual([
      { level: 'info', message: 'Advance podinfo.test canary weight 20', canary: 'podinfo.test' },
      { level: 'warn', message: 'Canary failed! Scaling down podinfo.test', canary: 'podinfo.test' },
    ]);
  });

  it('what was written, measured and deleted, for those who look closer', () => {
    const { listener, lines } = aListener();
    listener.status?.(canary, { phase: 'Waiting' });
    listener.finding?.(canary, {
      kind: 'metric',
      name: 'request-duration',
      source: 'duration',
      provider: 'istio',
      value: 515,
    });
    listener.finding?.(canary, { kind: 'reply', hook: 'rollout', name: 'load-test', ok: false, message: '500' });
    listener.finding?.(canary, { kind: 'online', problem: 'refused' });
    listener.gone?.('test/podinfo');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'debug',
        message: 'status written',
        canary: 'podinfo.test',
        phase: 'Progressing',
        before: 'Waiting',
        weight: 20,
      }),
      expect.objectContaining({ level: 'debug', message: 'found', metric: 'request-duration', value: 515, max: 500 }),
      expect.objectContaining({ message: 'found', webhook: 'load-test', type: 'rollout', ok: false, answer: '500' }),
      expect.objectContaining({ message: 'found', metricsOnline: false, problem: 'refused' }),
      { level: 'debug', message: 'canary is gone', canary: 'podinfo.test' },
    ]);
  });
});
