import type { Json } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';

/** One column of what `kubectl get` shows. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: string;
  /** Above 0 it is only shown by `-o wide`. */
  readonly priority?: number;
  /** `now` in milliseconds since the epoch. */
  readonly cell: (object: KubeObject, now: number) => Json;
}
