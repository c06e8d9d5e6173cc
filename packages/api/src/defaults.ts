import type { Analysis, Canary, CanarySpec, Webhook, WebhookType } from './canary.ts';
import { parseGoDuration } from './go-duration.ts';

/** Time between checks in ms: 60 s where none is given, never under `least` (Flagger: 10 s). */
export function intervalMs({ interval }: Analysis, least = 10_000): number {
  return Math.max(least, parseGoDuration(interval ?? '') ?? 60_000);
}

/** How many failed checks end a run: at least one. */
export const threshold = (analysis: Analysis): number => Math.max(1, analysis.threshold ?? 1);

/** The share of the canary at which it is promoted, in percent: the last of the steps, else `maxWeight`, else 100. */
export const maxWeight = (analysis: Analysis): number =>
  Math.min(100, analysis.stepWeights?.at(-1) ?? (analysis.maxWeight || 100));

/** Shares of the pods that make the primary and the canary ready, in percent. */
export function readyThresholds(analysis: Analysis): { readonly primary: number; readonly canary: number } {
  return { primary: analysis.primaryReadyThreshold ?? 100, canary: analysis.canaryReadyThreshold ?? 100 };
}

/** How long pods may take to become ready, and how long a metrics server may stay away, in ms. */
export const progressDeadlineMs = (spec: CanarySpec): number => (spec.progressDeadlineSeconds ?? 600) * 1000;

export type StrategyName = 'canary' | 'blue-green' | 'ab-testing';

/** By what the analysis names: rounds for matching users, rounds for everybody, or growing shares. */
export function strategyOf({ analysis }: Pick<CanarySpec, 'analysis'>): StrategyName {
  if ((analysis.iterations ?? 0) <= 0) {
    return 'canary';
  }
  return (analysis.match ?? []).length > 0 ? 'ab-testing' : 'blue-green';
}

/** The hooks of one type in spec order; one without a type is a `rollout` hook. */
export function webhooksOf(canary: Canary, type: WebhookType): readonly Webhook[] {
  const wanted = type || 'rollout';
  return (canary.spec.analysis.webhooks ?? []).filter((webhook) => (webhook.type || 'rollout') === wanted);
}

/** Whether the target is a Service of Knative, which has revisions of its own. */
export const isKnative = ({ kind, apiVersion }: { readonly kind: string; readonly apiVersion: string }): boolean =>
  kind === 'Service' && apiVersion.startsWith('serving.knative.dev/');

/** Whether the target brings its own service: a Service, or Knative's. */
export const bringsItsService = ({ targetRef }: Pick<CanarySpec, 'targetRef'>): boolean => targetRef.kind === 'Service';
