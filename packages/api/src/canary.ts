// Stand-in until the zod schema lands here: same exported names.
import type { ObjectMeta } from './objects.ts';
export type Phase = '' | 'Initializing' | 'Initialized' | 'Waiting' | 'Progressing' | 'WaitingPromotion' | 'Promoting' | 'Finalising' | 'Succeeded' | 'Failed' | 'Terminating' | 'Terminated';
export type WebhookType = '' | 'confirm-rollout' | 'pre-rollout' | 'rollout' | 'confirm-promotion' | 'post-rollout' | 'event' | 'rollback' | 'confirm-traffic-increase';
export interface Condition { readonly type: string; readonly status: 'True' | 'False' | 'Unknown'; readonly reason: string; readonly message: string; readonly lastUpdateTime: string; readonly lastTransitionTime: string }
export interface CanaryStatus {
  readonly phase?: Phase; readonly failedChecks?: number; readonly canaryWeight?: number; readonly iterations?: number;
  readonly sessionAffinityCookie?: string; readonly primarySessionAffinityCookie?: string; readonly previousSessionAffinityCookie?: string;
  readonly trackedConfigs?: Readonly<Record<string, string>>; readonly lastAppliedSpec?: string; readonly lastPromotedSpec?: string; readonly lastTransitionTime?: string;
  readonly conditions?: readonly Condition[];
}
export interface Canary { readonly apiVersion: string; readonly kind: string; readonly metadata: ObjectMeta & { readonly namespace: string; readonly uid: string }; readonly spec: any; readonly status: CanaryStatus }
