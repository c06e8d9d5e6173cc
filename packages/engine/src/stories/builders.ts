import type { Finding, MetricFinding, WorkloadState } from '@flagger/api';
import type { Plot, Scene } from './plot.ts';

export const metrics = [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }];
/** A release by weights, judged by the success rate. */
export const weights = { stepWeight: 30, maxWeight: 60, metrics };
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

const READY: WorkloadState = { state: 'ready' };
const CRASHING: WorkloadState = { state: 'waking', message: '0 of 1 updated replicas are available' };
export const STUCK: WorkloadState = { state: 'stuck', message: 'exceeded its progress deadline' };

/** The pods of one side come or go. */
export const pods =
  (side: 'target' | 'primary', isServing: boolean, state: WorkloadState = isServing ? READY : CRASHING) =>
  (scene: Scene): void => {
    Object.assign(scene, { [side]: scene[side] && { ...scene[side], isServing, state } });
  };

/** How long pods take from now on. */
export const podsTake = (seconds: number) => (scene: Scene) => {
  scene.podSeconds = seconds;
};

/** A promotion whose primary does not start, until the target is mended by another image. */
export function failedPromotion(primaryServes: boolean, mended: { readonly what: string; readonly revision: string }) {
  return [
    newImage,
    { at: 50, what: 'pods of the primary will not start', does: podsTake(1000) },
    { at: 80, what: 'the deadline passes', does: pods('primary', primaryServes, STUCK) },
    {
      at: 100,
      what: mended.what,
      does: (scene: Scene) => {
        podsTake(2)(scene);
        image(mended.revision)(scene);
      },
    },
  ];
}
