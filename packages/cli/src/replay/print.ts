import { type LocalAsked, textFlag } from '../command.ts';
import { API_VERSION } from '../output/document.ts';
import { table } from '../output/table.ts';
import type { Style } from '../io.ts';
import type { Difference, Replayed, ReplayedCheck, ReplayedMetric, ReplayedRun } from './report.ts';
import { shortTime } from './short-time.ts';
import type { Times } from './times.ts';

/** All that a replay found. */
export interface Found {
  readonly times: Times;
  readonly one: Replayed;
  readonly other: Replayed | undefined;
  readonly differ: readonly Difference[] | undefined;
}

/** Prints what was found as data, and on stderr what it cannot say. */
export function printed(found: Found, asked: LocalAsked): void {
  const { one, other } = found;
  asked.io.out(textFlag(asked, 'output') === 'json' ? json(found) : text(found, asked));
  const limits = new Set([...one.limits, ...(other?.limits ?? [])]);
  asked.io.say(['What this cannot show:', ...[...limits].map((limit) => `- ${limit}`)].join('\n'));
}

function json({ times, one, other, differ }: Found): string {
  const { from, to, everyMs } = times;
  const document = {
    apiVersion: API_VERSION,
    kind: 'ReplayReport',
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...(everyMs !== undefined && { everySeconds: everyMs / 1000 }),
    item: one,
    ...(other && { against: other, differences: differ }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function text({ one, other, differ }: Found, asked: LocalAsked): string {
  const parts = [one, ...(other ? [other] : [])].map((each) => partOf(each, asked));
  return [...parts, ...(differ ? [differenceLines(differ)] : [])].map((lines) => lines.join('\n')).join('\n\n') + '\n';
}

function partOf(replayed: Replayed, asked: LocalAsked): readonly string[] {
  const { of, canary, interval, runs } = replayed;
  const [run] = runs;
  return [
    `${of}: ${canary}, checked every ${interval}`,
    ...(runs.length === 1 && run
      ? runLines(run, asked)
      : table(
          HEAD,
          runs.map((each) => rowOf(each, asked)),
        )),
    summaryLine(replayed),
  ];
}

const HEAD = ['BEGAN', 'OUTCOME', 'AFTER', 'CHECKS', 'WHY'];

function rowOf(run: ReplayedRun, asked: LocalAsked): readonly string[] {
  const { began, ended, checks } = run;
  const last = checks.findLast(({ verdict }) => verdict !== 'passed');
  return [
    shortTime(began),
    painted(run, asked),
    ended === undefined ? '' : `${(Date.parse(ended) - Date.parse(began)) / 1000}s`,
    `${checks.filter(({ verdict }) => verdict === 'passed').length} of ${checks.length} passed`,
    run.outcome === 'promoted' ? '' : (last?.says.at(-1) ?? ''),
  ];
}

function runLines(run: ReplayedRun, asked: LocalAsked): readonly string[] {
  const { screen } = asked.io;
  const lines = run.checks.map((check) => [
    shortTime(check.at),
    screen.paint(COLOURS[check.verdict], check.verdict),
    `${check.weight}%`,
    check.metrics.map(shownMetric).join(', '),
  ]);
  const end = [shortTime(run.ended ?? run.began), painted(run, asked), '', run.because];
  return table(['TIME', 'CHECK', 'WEIGHT', 'MEASURED'], [...lines, ...(run.ended === undefined ? [] : [end])]);
}

const COLOURS: Readonly<Record<ReplayedCheck['verdict'] | ReplayedRun['outcome'], Style>> = {
  passed: 'green',
  halted: 'red',
  held: 'yellow',
  promoted: 'green',
  'rolled back': 'red',
  unfinished: 'yellow',
};

const painted = ({ outcome, isOnEvidence }: ReplayedRun, { io }: LocalAsked): string =>
  io.screen.paint(COLOURS[outcome], isOnEvidence ? outcome : `${outcome}, no evidence`);

function shownMetric({ name, value, min, max, problem }: ReplayedMetric): string {
  if (value === undefined) {
    return `${name}: ${problem ?? 'no value'}`;
  }
  const shown = Number(value.toPrecision(6));
  const bounds = [...(min !== undefined ? [`at least ${min}`] : []), ...(max !== undefined ? [`at most ${max}`] : [])];
  return `${name} ${shown} (${bounds.join(', ') || 'any'})`;
}

function summaryLine({ summary, runs }: Replayed): string {
  const { promoted, rolledBack, unfinished, withoutEvidence, rolledBackRate } = summary;
  const [run] = runs;
  if (runs.length === 1 && run) {
    const end =
      run.ended === undefined ? 'Nothing would have been decided by then' : `It would have been ${run.outcome}`;
    return `${end}${run.isOnEvidence ? '.' : ', for want of values: that is no evidence.'}`;
  }
  const rate =
    rolledBackRate === undefined
      ? ''
      : ` ${(rolledBackRate * 100).toFixed(1)} % of those decided were rolled back: where all was well, each is a false alarm.`;
  const counts = `${promoted} promoted, ${rolledBack} rolled back, ${unfinished} unfinished, ${withoutEvidence} without evidence`;
  return `${runs.length} runs: ${counts}.${rate}`;
}

const differenceLines = (differ: readonly Difference[]): readonly string[] =>
  differ.length === 0
    ? ['Both end every run in the same way at the same time.']
    : [
        `${differ.length} ${differ.length === 1 ? 'run ends' : 'runs end'} otherwise:`,
        ...table(
          ['BEGAN', 'ONE', 'AGAINST'],
          differ.map(({ began, one, other }) => [shortTime(began), one, other]),
        ),
      ];
