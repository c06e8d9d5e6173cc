import type { Canary, Finding, Question } from '@flagger/api';
import type { MergedPrometheus } from './merging/merged-prometheus.ts';
import type { ChecksOptions } from './options.ts';

/** One question about one canary, with what is needed to find out. */
export interface Inquiry {
  readonly question: Question;
  readonly canary: Canary;
  readonly options: ChecksOptions;
  readonly signal: AbortSignal;
  /** Asks what built-in metrics and comparisons ask, once for many; undefined: each is asked alone. */
  readonly merged?: MergedPrometheus | undefined;
}

/** Whether a finding decides the question, so that nothing more is to be found. */
export const isLast = ({ question, canary, options }: Inquiry, finding: Finding): boolean =>
  options.decides({ question, canary }, finding);
