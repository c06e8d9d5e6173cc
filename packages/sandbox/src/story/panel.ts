import type { Colours } from './colours.ts';
import type { PlainLine } from './screen.ts';
import { type Check, isFine, titleOf, type View } from './view.ts';

const BAR = 30;
const LABEL = 17;

/** The lines of the panel that is drawn anew while a release goes on. */
export function panel(view: View, paint: Colours): readonly string[] {
  const { phase, step, failedChecks, threshold, users, troubles } = view;
  const line = (label: string, text: string): string => ` ${paint.dim(label.padEnd(LABEL))}${text}`;
  return [
    paint.dim('─'.repeat(72)),
    line(
      view.name,
      `${paint.bold(painted(phase, paint)(phase || 'waiting'))}   step ${step.done} of ${step.of}   ${paint.dim(`${view.seconds.toFixed(0)} s`)}`,
    ),
    line('traffic', traffic(view, paint)),
    ...view.checks.map((check) => line(check.name, verdict(check, paint))),
    ...view.compared.map((each) => line(titleOf(each.name), comparison(each, paint))),
    line('failed checks', (failedChecks > 0 ? paint.yellow : paint.dim)(`${failedChecks} of ${threshold}`)),
    line(
      'users',
      `${users.requests} requests, ${(users.failed > 0 ? paint.red : paint.green)(`${users.failed} failed`)}`,
    ),
    ...troubles.map((trouble) => line('trouble', paint.red(trouble))),
  ];
}

/** The same in one line, for where there is no terminal. */
export function plainLine(view: View): PlainLine {
  const { phase, step, failedChecks, threshold, versions } = view;
  const parts = [
    phase.padEnd(12),
    `step ${step.done} of ${step.of}`,
    `${versions.canary} ${SHARES[view.way](view)}`,
    ...view.checks.map((check) => `${check.name} ${measured(check)} (${bounds(check)})`),
    `failed checks ${failedChecks} of ${threshold}`,
    ...view.compared.map(({ name, message }) => `${titleOf(name)}: ${message}`),
  ];
  return { key: JSON.stringify([phase, step, view.weight, failedChecks]), text: parts.join('   ') };
}

const SHARES: Readonly<Record<View['way'], (view: View) => string>> = {
  weights: ({ weight }) => `gets ${weight} %`,
  match: (view) => (isAnalysed(view) ? 'gets users with the cookie' : `gets ${view.weight} %`),
  none: ({ weight }) => `gets ${weight} %`,
  mirror: (view) => (isAnalysed(view) && view.weight === 0 ? 'gets copies' : `gets ${view.weight} %`),
};

const isAnalysed = ({ phase, step }: View): boolean => phase === 'Progressing' && step.done > 0;

function traffic(view: View, paint: Colours): string {
  const { weight, versions } = view;
  const filled = Math.round((BAR * weight) / 100);
  const bar = paint.cyan('█'.repeat(BAR - filled)) + paint.yellow('█'.repeat(filled));
  return `${versions.primary || '—'} ${bar} ${versions.canary || '—'}   ${SHARES[view.way](view)}`;
}

function verdict(check: Check, paint: Colours): string {
  const fine = isFine(check);
  const mark = fine === undefined ? paint.dim('·') : fine ? paint.green('✔') : paint.red('✘');
  return `${mark} ${measured(check).padEnd(10)} ${paint.dim(bounds(check))}`;
}

function comparison({ verdict, message }: View['compared'][number], paint: Colours): string {
  const mark = { worse: paint.red('✘'), safe: paint.green('✔') }[verdict] ?? paint.dim('·');
  return `${mark} ${message}`;
}

const measured = ({ value, unit }: Check): string => (value === undefined ? '—' : `${round(value)} ${unit}`.trim());

const bounds = ({ min, max, unit }: Check): string =>
  [min === undefined ? [] : [`≥ ${min} ${unit}`.trim()], max === undefined ? [] : [`≤ ${max} ${unit}`.trim()]]
    .flat()
    .join(', ');

const round = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1));

const painted = (phase: string, paint: Colours): ((text: string) => string) =>
  phase === 'Succeeded' ? paint.green : phase === 'Failed' ? paint.red : paint.cyan;
