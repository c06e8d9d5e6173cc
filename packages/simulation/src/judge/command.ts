import { parseArgs } from 'node:util';
import { type Cell, HEALTHY, judgeCell, SKEWED, SOME_HEALTHY, thresholdCell } from './cells.ts';
import { measure } from './measure.ts';
import { references, type Reference } from './reference.ts';
import { table } from './table.ts';
import { percent } from './words.ts';

const write = (text: string): boolean => process.stdout.write(`${text}\n`);

const { values } = parseArgs({
  options: {
    grid: { type: 'boolean', default: false },
    runs: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});

/** What is shown: what most people have, and the same from very quiet to very busy. */
const isShown = ({ requestsPerSecond, failureRate, ratio, hasShocks }: Reference): boolean =>
  !hasShocks && [0.05, 1, 5, 100].includes(requestsPerSecond) && failureRate !== 0.005 && [1, 2, 5].includes(ratio);

const ofReference = (reference: Reference): readonly Cell[] => [
  judgeCell(reference, 1),
  judgeCell(reference, 1.25),
  thresholdCell(reference),
];

function cellsOf(all: readonly Reference[]): readonly Cell[] {
  return values.grid
    ? [...HEALTHY, ...SKEWED, ...all.flatMap(ofReference)]
    : [...SOME_HEALTHY, ...SKEWED, ...all.filter((_, index) => index % 40 === 17).flatMap(ofReference)];
}

function main(): number {
  const runs = Number(values.runs ?? (values.grid ? 4000 : 400));
  const seed = Number(values.seed);
  const all = references();
  let failed = 0;
  const cells = cellsOf(all);
  for (const [index, cell] of cells.entries()) {
    const measured = measure(runs, seed + index, (random) => cell.run(random));
    const problem = cell.problem(measured);
    failed += problem === undefined ? 0 : 1;
    const { worse } = measured.shares;
    write(
      `${problem === undefined ? 'ok    ' : 'FAILED'} ${cell.title}: ${problem ?? `rolled back in ${percent(worse)}`}`,
    );
  }
  if (values.grid) {
    write(`\n${table(all.filter(isShown), runs)}\n`);
  }
  write(`${cells.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

process.exitCode = main();
