import type { Finding, MetricFinding } from '@flagger/api';
import type { Plot, Scene } from './plot.ts';

export const metrics = [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }];
export const success = (value: number): MetricFinding => ({
  kind: 'metric',
  name: 'request-success-rate',
  source: 'success-rate',
  provider: 'istio',
  value,
});
export const unreachable: MetricFinding = {
  kind: 'metric',
  name: 'request-success-rate',
  source: 'success-rate',
  provider: 'istio',
  problem: { kind: 'unreachable', message: 'connect ECONNREFUSED' },
};
export const online: Finding = { kind: 'online' };
export const image = (revision: string) => (scene: Scene) => {
  scene.target = scene.target && { ...scene.target, revision: `sha256:${revision}` };
};
export const newImage = { at: 30, what: 'a new image', does: image('v2') };
export const good: NonNullable<Plot['find']> = ({ what }) =>
  what === 'metrics-online' ? [online] : what === 'check' ? [success(99.5)] : [];
export const hook = (
  type:
    | 'rollout'
    | 'pre-rollout'
    | 'post-rollout'
    | 'confirm-promotion'
    | 'confirm-rollout'
    | 'confirm-traffic-increase'
    | 'rollback',
  name = type as string,
) => ({ type, name, url: 'http://hooks.test/' });
export const reply = (of: ReturnType<typeof hook>, ok: boolean): Finding => ({
  kind: 'reply',
  hook: of.type,
  name: of.name,
  ok,
  message: ok ? '' : 'no',
});
