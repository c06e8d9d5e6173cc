import type { Canary, CanarySpec, CanaryStatus, Finding, Question, Routes, WorkloadState } from '@flagger/api';
import type { Failing, Observed, Refusal } from '../index.ts';

/** A rollout to be told: what the spec says, what happens when, and what the world answers. */
export interface Plot {
  readonly analysis: Partial<CanarySpec['analysis']>;
  readonly spec?: Partial<CanarySpec>;
  readonly mesh?: Partial<Observed['mesh']>;
  /** What the mesh leaves undone. */
  readonly warnings?: readonly string[];
  readonly status?: CanaryStatus;
  readonly metadata?: Scene['metadata'];
  /** What the hooks and the metrics server find; all is well where it is absent. */
  readonly find?: (question: Question, second: number) => readonly Finding[];
  /** How long an answer takes, seconds; a tenth where it is absent. */
  readonly takes?: (question: Question) => number;
  /** How long pods take at first, seconds; 2 where it is absent. */
  readonly podSeconds?: number;
  /** What happens at a second. */
  readonly events?: readonly { readonly at: number; readonly what: string; readonly does: (scene: Scene) => void }[];
  /** How long to tell, seconds. */
  readonly seconds: number;
}

/** A cluster in memory, as the engine sees it. */
export interface Scene {
  spec: CanarySpec;
  status: CanaryStatus;
  target: { revision: string; state: WorkloadState; isServing: boolean } | undefined;
  primary: { revision: string; state: WorkloadState; isServing: boolean; flaggerId?: string } | undefined;
  routes: Routes | undefined;
  isApexOnPrimary: boolean;
  /** How long pods take to get ready, seconds. */
  podSeconds: number;
  /** What is wrong with the Canary. */
  problems: Refusal['problems'] | undefined;
  /** Which kind of the mesh the cluster lacks. */
  lacks: string | undefined;
  /** Why actions fail, by what they do. */
  refuses: Partial<Record<Failing['action'], string>>;
  /** The operator was down until now: it knows only what the API server keeps. */
  isAnew: boolean;
  /** What the mesh does under the name that the service had before; undefined where it had none. */
  former: Routes | undefined;
  /** What holds the Canary, when it was deleted, and what people ask of it. */
  metadata: Pick<Canary['metadata'], 'finalizers' | 'deletionTimestamp' | 'annotations' | 'managedFields'>;
}
