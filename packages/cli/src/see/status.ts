import { type CanaryState, canaryStatus } from '@flagger/view';
import { canaryOf } from '../canary.ts';
import { type Asked, textFlag } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';
import { age } from '../output/table.ts';
import { awaitOutcome } from '../wait/await-outcome.ts';
import { phaseText } from './canary-table.ts';

/** `status`: one canary, or the wait for what becomes of it. */
export async function status(asked: Asked): Promise<ExitCode> {
  if (textFlag(asked, 'for') !== undefined) {
    return awaitOutcome(asked);
  }
  const state = canaryStatus(await canaryOf(asked));
  if (textFlag(asked, 'output') === 'revision') {
    asked.io.out(`${state.revision.seen ?? ''}\n`);
  } else if (!(await isPrinted(asked, 'CanaryStatus', { item: state }))) {
    asked.io.out(`${linesOf(state, asked).join('\n')}\n`);
  }
  return EXIT.done;
}

function linesOf(state: CanaryState, { io }: Asked): readonly string[] {
  const { step, failedChecks, target, revision, weight, way, conditions, checks } = state;
  const line = (label: string, text: string): string => `${io.screen.paint('dim', label.padEnd(14))}${text}`;
  return [
    line('canary', io.screen.paint('bold', `${state.name}.${state.namespace}`)),
    line('phase', `${phaseText(state.phase, io.screen)}   ${age(state.since, io.now())}`.trimEnd()),
    line('target', `${target.kind}/${target.name}`),
    line('traffic', `${weight} % to the new version (${way})`),
    line('step', `${step.done} of ${step.of}`),
    line('failed checks', `${failedChecks.count} of ${failedChecks.of}`),
    line('revision', `${revision.seen ?? '—'}, promoted is ${revision.promoted ?? '—'}`),
    ...checks.map(({ kind, name, verdict, message }) => line(`${verdict} ${kind}`, `${name}: ${message}`)),
    ...conditions.map(({ type, status: is, message }) => line(type, `${is}   ${message}`.trimEnd())),
  ];
}
