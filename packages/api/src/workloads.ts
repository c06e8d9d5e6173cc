import type { Backends } from './backends.ts';
import type { Canary } from './canary.ts';
import type { Written } from './mesh-router.ts';
import type { Ref } from './objects.ts';
import type { SeenScaler } from './scalers.ts';
import type { Copied, EnsuredConfig } from './step.ts';

/** A Deployment, DaemonSet, Service or Service of Knative, seen at one moment. */
export interface Workload {
  /** Digest of the pod template, or of a Service's spec, e.g. `sha256:1f0c…`; what `status.lastAppliedSpec` holds. */
  readonly revision: string;
  readonly state: WorkloadState;
  /** Whether any of its pods can take users now. */
  readonly isServing: boolean;
  /** For how long its pods were ready at least when it became ready, ms; 0 where that is undefined. */
  readonly readyForMs?: number;
  /** The annotation `flagger-id` of the pod template: which run this was copied in; only a primary has one. */
  readonly flaggerId?: string;
  /** What queries call `route`, where it is a name that only the workload knows: a revision of Knative. */
  readonly route?: string;
}

/** Messages are Flagger's, without the `<name>.<namespace> not ready: ` before them. */
export type WorkloadState =
  | { readonly state: 'ready' }
  /** Nobody asked for pods. */
  | { readonly state: 'asleep'; readonly message: string }
  /**
   * Pods may still come. `stuckAt`: when they are given up if nothing changes, ms; undefined where no clock runs.
   * `ifStuck`: what is said of them then, where the cluster has no clock for them: the Canary's deadline counts from when they
   * were first seen to be missing. `isRolledOut`: all had been there, of the template as it is.
   */
  | {
      readonly state: 'waking';
      readonly message: string;
      readonly stuckAt?: number;
      readonly ifStuck?: string;
      readonly isRolledOut?: true;
    }
  /** Pods are not coming. */
  | { readonly state: 'stuck'; readonly message: string; readonly isRolledOut?: true };

/** The workload that the user owns, or why there is none to work with. */
export type Target =
  | {
      readonly state: 'found';
      readonly workload: Workload;
      /**
       * Checksums of the ConfigMaps and Secrets it refers to, by `configmap/<name>` or `secret/<name>`; what
       * `status.trackedConfigs` holds.
       */
      readonly configs: Readonly<Record<string, string>>;
      /** The same as Flagger's `status.trackedConfigs` has them; undefined where there is no difference. */
      readonly flaggerConfigs?: Readonly<Record<string, string>>;
      /** Nobody asked for its configs: that none is known says nothing of what the status knows. */
      readonly isUntracked?: true;
      /** Whether the primary already runs this template and these configs: nothing to promote. */
      readonly isPromoted: boolean;
      /** A revision that was replaced never comes back by what its owner sets: the same template makes another one. */
      readonly neverReturns?: true;
      /** What may be meant otherwise and does no harm, as sentences for users. */
      readonly advice?: readonly string[];
    }
  /** Not there (yet). `message` is Flagger's event text. */
  | {
      readonly state: 'missing';
      readonly message: string;
      readonly field: string;
      readonly found: string;
      readonly allowed: string;
    }
  /** There, but nothing can be made of it until a person changes it. `message` is Flagger's event text. */
  | {
      readonly state: 'unusable';
      readonly message: string;
      readonly field: string;
      readonly found: string;
      readonly allowed: string;
      /** Only beside the primary that is there: without it another one could be made. */
      readonly isForPrimary?: true;
    };

/** A copy of a ConfigMap or Secret that the primary refers to, and that is gone. */
export interface LostConfig {
  readonly kind: 'ConfigMap' | 'Secret';
  /** Of the original. */
  readonly name: string;
  /** Of the copy. */
  readonly copy: string;
  /** What `status.trackedConfigs` calls the original. */
  readonly key: string;
  /** What the original holds now; undefined where there is none that is copied. */
  readonly checksum?: string;
  /** What the copy held when this process last saw it; undefined where it never has. */
  readonly held?: string;
}

/** What the workload side of one canary looks like. */
export interface Seen {
  readonly target: Target;
  /** Our copy, which serves users; undefined until it has been created. */
  readonly primary: Workload | undefined;
  /** Whether the apex service exists and selects the primary. */
  readonly isApexOnPrimary: boolean;
  /** Whether the services of this Canary select the primary of another target, as where `targetRef` was edited; false if undefined. */
  readonly isOnFormerTarget?: boolean;
  /** Whether a service that this Canary is to have leads to pods of another Canary, which had it before; false if undefined. */
  readonly isOnAnothers?: boolean;
  /** Whether what was promoted is still there, though nothing says any more that it is the primary; false if undefined. */
  readonly isPromotedKept?: boolean;
  /** None if undefined. */
  readonly lostConfigs?: readonly LostConfig[];
  /** Autoscalers that the Canary named before; none if undefined. */
  readonly formerScalers?: readonly SeenScaler[];
}

/** Port: the target, its primary and their services, as one canary sees them. */
export interface Workloads {
  /** From caches only. */
  see(canary: Canary): Promise<Seen>;
  /** Whether the apex service is there and selects the target, which it is not to. From caches only. */
  isApexOnTarget(canary: Canary): Promise<boolean>;
  /** What is made for the canary, but for the mesh's objects, whether or not it is there. From caches only. */
  generated(canary: Canary): Promise<readonly Ref[]>;
  /** The services that a mesh routes to, with as much of their pods as is known. From caches only. */
  backends(canary: Canary): Promise<Backends>;
  /** The services `<apex>-canary` and `<apex>-primary`: created, or repaired where someone changed them. */
  ensureServices(canary: Canary): Promise<Written>;
  /**
   * Creates `<target>-primary` and the copies of its configs if it is missing; an existing one is left as it is, and
   * only gets the copies that it lacks. Refuses with a {@link Conflict} to make it from a target that is not what is to
   * be copied; whichever it is if undefined.
   */
  ensurePrimary(canary: Canary, flaggerId: string, copied?: Copied): Promise<Written>;
  /**
   * Makes the primary's copies of these configs what their originals are; absent where none is copied. Refuses with a
   * {@link Conflict} where an original does not have its checksum.
   */
  ensureConfigs?(canary: Canary, configs: readonly EnsuredConfig[]): Promise<Written>;
  /** The apex service, selecting the primary: created, taken over or repaired, also where the target is gone. */
  ensureApex(canary: Canary): Promise<Written>;
  /**
   * Copies the target over the primary: spec, configs, annotation `flagger-id`. Refuses with a {@link Conflict} if
   * the target is not what is to be copied; writes nothing if the primary carries this `flaggerId` already.
   */
  promote(canary: Canary, copied: Copied, flaggerId: string): Promise<Written>;
  /**
   * The primary's autoscaler, where the Canary has an autoscalerRef: created, or with `update` brought to what the
   * target's says now. One that it named before is not paused any more; as long as its copy scales the primary, no other
   * one is created.
   */
  ensureScaler(canary: Canary, update: boolean): Promise<Written>;
  /** Takes all pods from the target. */
  sleepTarget(canary: Canary): Promise<Written>;
  /**
   * Gives the target pods: as many as it asks for, else as its autoscaler or the primary has, else 1 (Flagger); with
   * `asPrimary` at least as many as the primary has.
   */
  wakeTarget(canary: Canary, asPrimary?: boolean): Promise<Written>;
  /**
   * The apex service selects again what it did before the Canary, where it was there before and selects the primary;
   * one that the Canary made goes with it.
   */
  releaseServices(canary: Canary): Promise<Written>;
}
