import type { Clock } from '@flagger/api';
import type { Json } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import type { Cause } from '../problems.ts';
import type { Store } from '../store/store.ts';

/** What rules may look at besides the object itself. */
export interface Surroundings {
  readonly store: Store;
  readonly clock: Clock;
}

/** What a kind does beyond the shape of its objects. */
export interface Rules {
  /** Fills in what depends on other fields or on what is around. `old` is what is stored, undefined for a new object. */
  readonly completed?: (object: KubeObject, old: KubeObject | undefined, around: Surroundings) => KubeObject;
  /** What is wrong with an object; `old` is undefined for a new one. */
  readonly problems?: (object: KubeObject, old: KubeObject | undefined) => readonly Cause[];
  /** What may not be changed. */
  readonly changes?: (object: KubeObject, old: KubeObject) => readonly Cause[];
  /** What a name must be; a DNS subdomain if absent. */
  readonly name?: (name: string) => readonly string[];
  /** The part of an object whose changes are counted in `metadata.generation`; absent if they are not counted. */
  readonly counted?: (object: KubeObject) => Json;
  /** Whoever creates one may say what its status is. */
  readonly keepsStatus?: boolean;
  /** PUT makes an object that is not there yet. */
  readonly createsOnUpdate?: boolean;
  /** PUT must name the resourceVersion it was made from. */
  readonly needsVersion?: boolean;
  /** How long, in seconds, an object that is deleted may take to end; 0 if absent. Only pods take time. */
  readonly graceSeconds?: (object: KubeObject) => number;
  /** DELETE answers with the object, not with a Status. */
  readonly returnsDeleted?: boolean;
  /** An answer without anything being stored. */
  readonly answered?: (object: KubeObject, around: Surroundings) => KubeObject;
}
