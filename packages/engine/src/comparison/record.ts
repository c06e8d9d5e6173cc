import type { Check, ComparedMetric } from '@flagger/api';
import { rangeText } from '../compare/texts.ts';

/** How a comparison stands, for people. Undecided passes: what that means at the end is for the Canary to say. */
export const comparedRecord = ({ name, verdict, message, odds }: ComparedMetric, time: string): Check => ({
  ...{ kind: 'metric', name, type: 'comparison' },
  verdict: verdict === 'worse' ? 'fail' : 'pass',
  message,
  value: rangeText(odds),
  time,
});
