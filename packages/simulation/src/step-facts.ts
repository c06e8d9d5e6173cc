import type { Canary, KubeObject, Question } from '@flagger/api';
import { at, listOf, numberAt, textAt } from '@flagger/simulated-cluster';
import type { Verdict } from './outside.ts';

/** One asking of one question. */
export interface AskedQuestion {
  readonly question: Question;
  readonly canary: Canary;
  readonly at: number;
  /** Names the step that it belongs to. */
  readonly step: string;
}

export interface Answered extends AskedQuestion {
  readonly verdict: Verdict;
}

/** What happened since the last step or check ended. */
export class StepFacts {
  readonly eventIds = new Map<string, string>();
  readonly asked: AskedQuestion[] = [];
  readonly answered: Answered[] = [];
  /** Somebody edited routes or the apex service by hand. */
  isRouteEdited = false;
  isSpecEdited = false;

  constructor(
    readonly since: number,
    readonly messages: string[] = [],
  ) {}
}

/** What happened since the run began. */
export class RunFacts {
  readonly passed = new Set<string>();
  readonly failed = new Set<string>();
  /** The spec or the routes were edited meanwhile, so that no number of steps can be told. */
  isEdited = false;
  isStarted = false;
  /** Requests before this second were compared already. */
  comparedTo = -Infinity;

  /** Metrics of which requests of both were counted, as a status said whose memory the cluster dropped. */
  readonly counted = new Set<string>();

  /** Requests before this second were compared; or the cluster drops what `former` says was counted, so that it may be counted anew. */
  compared(to: number, former: KubeObject | undefined, isDropped: boolean): void {
    this.comparedTo = isDropped ? -Infinity : Math.max(this.comparedTo, to);
    for (const metric of isDropped ? listOf(at(former?.status, 'analysis', 'metrics')) : []) {
      if (numberAt(metric, 'evidence', 'windows') > 0) {
        this.counted.add(textAt(metric, 'name'));
      }
    }
  }
}
