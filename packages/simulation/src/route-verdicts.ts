import type { KubeObject } from '@flagger/api';
import { at, listOf } from '@flagger/simulated-cluster';

/** What a controller says of one version of an object. */
export interface RouteVerdict {
  readonly generation: number;
  readonly isTaken: boolean;
}

/** The status of an object that its controller has looked at. */
export type Answer = (object: KubeObject, verdict: RouteVerdict) => object;

/** Gateway API: each parent says so. */
export const answerOfParents: Answer = ({ spec }, verdict) => ({
  parents: listOf(at(spec, 'parentRefs')).map((parentRef) => ({
    parentRef,
    controllerName: 'example.com/gateway',
    conditions: [condition('Accepted', verdict), condition('ResolvedRefs', { ...verdict, isTaken: true })],
  })),
});

/** Contour: whether all of it is valid. */
export const answerOfContour: Answer = (_, verdict) => ({
  currentStatus: verdict.isTaken ? 'valid' : 'invalid',
  conditions: [condition('Valid', verdict)],
});

const condition = (type: string, { generation, isTaken }: RouteVerdict): object => ({
  type,
  status: isTaken ? 'True' : 'False',
  reason: isTaken ? type : 'Refused',
  observedGeneration: generation,
});
