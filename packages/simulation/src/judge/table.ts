import { judgeCell, thresholdCell } from './cells.ts';
import { measure, type Measured } from './measure.ts';
import type { Reference } from './reference.ts';
import { percent } from './words.ts';

const HEAD = [
  '| requests/s | fail | canary | Flagger rolls back | judge rolls back | after | shows safe | undecided |',
  '|---|---|---|---|---|---|---|---|',
];

/** What users get: Flagger's rule (99 %, threshold 5, a check a minute) beside the judge with its defaults. */
export const table = (references: readonly Reference[], runs: number): string =>
  [...HEAD, ...references.map((reference) => row(reference, runs))].join('\n');

function row(reference: Reference, runs: number): string {
  const [threshold, judge] = [thresholdCell(reference), judgeCell(reference, 1.25)].map((cell) =>
    measure(runs, 1, (random) => cell.run(random)),
  );
  const { requestsPerSecond, failureRate, ratio } = reference;
  const what = [requestsPerSecond, percent(failureRate), ratio === 1 ? 'same' : `x${ratio}`];
  return `| ${[...what, rolledBack(threshold), ...judgeTexts(judge)].join(' | ')} |`;
}

const rolledBack = (measured?: Measured): string => percent(measured?.shares.worse ?? 0);

const judgeTexts = (measured?: Measured): readonly string[] => [
  rolledBack(measured),
  measured?.medianSeconds === undefined ? '' : `${measured.medianSeconds} s`,
  percent(measured?.shares.safe ?? 0),
  percent(measured?.shares.undecided ?? 0),
];
