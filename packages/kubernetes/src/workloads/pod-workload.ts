import type { KubeObject } from '@flagger/api';
import type { Pairs } from './metadata.ts';
import type { PodTemplate } from './pod-template.ts';

/** What makes pods from a template, a target or our copy of it: the fields of every such kind that we touch. */
export interface PodWorkload extends KubeObject {
  readonly spec: {
    readonly selector: { readonly matchLabels?: Pairs };
    readonly template: PodTemplate;
    readonly minReadySeconds?: number | undefined;
    readonly revisionHistoryLimit?: number | undefined;
  };
}

/** How an object of a kind is addressed. */
export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
}
