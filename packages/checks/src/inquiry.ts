import type { Canary, Finding, Question } from '@flagger/api';
import type { ChecksOptions } from './options.ts';

/** One question about one canary, with what is needed to find out. */
export interface Inquiry {
  readonly question: Question;
  readonly canary: Canary;
  readonly options: ChecksOptions;
  readonly signal: AbortSignal;
}

/** Whether a finding decides the question, so that nothing more is to be found. */
export const isLast = ({ question, canary, options }: Inquiry, finding: Finding): boolean =>
  options.decides({ question, canary }, finding);
