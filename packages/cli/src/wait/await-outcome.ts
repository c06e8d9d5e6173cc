import type { KubeObject } from '@flagger/api';
import { canaryRow, type CanaryRow, canaryStatus, obstaclesOf } from '@flagger/view';
import { canaryOf } from '../canary.ts';
import { type Asked, durationFlag, nameIn, namespaceOf, textFlag } from '../command.ts';
import { EXIT, Ended, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';
import { isOfChange } from './since-change.ts';
import { whileAway } from './while-away.ts';

const POLL_MS = 1_000;
const PATIENCE_MS = 600_000;

/** `status --for`: waits until the canary has come so far; the exit code says what became of it. */
export async function awaitOutcome(asked: Asked): Promise<ExitCode> {
  const { io } = asked;
  const wanted = textFlag(asked, 'for') ?? '';
  const change = textFlag(asked, 'sinceChange');
  const endsAt = io.now() + durationFlag(asked, 'timeout', PATIENCE_MS);
  let said = '';
  for (;;) {
    const looking = look(asked, change);
    const seen = await (said === '' ? looking : looking.catch(whileAway));
    const line = seen?.line ?? AWAY;
    if (line !== said) {
      said = line;
      io.say(line);
    }
    const ended = seen?.isNew ? outcomeOf(asked, seen.canary, wanted) : undefined;
    if (seen !== undefined && ended !== undefined) {
      await isPrinted(asked, 'CanaryStatus', { item: canaryStatus(seen.canary) });
      return ended;
    }
    const left = endsAt - io.now();
    if (left <= 0) {
      throw new Ended(EXIT.timeout, `${nameIn(asked)}.${namespaceOf(asked)} is not ${wanted} in time: ${said}`);
    }
    await io.pause(Math.min(POLL_MS, left));
    if (io.signal.aborted) {
      return EXIT.interrupted;
    }
  }
}

const AWAY = 'the API server does not answer, and is asked again';

async function look(asked: Asked, change: string | undefined): Promise<Seen> {
  const canary = await canaryOf(asked);
  const isNew = change === undefined || (await isOfChange(asked, canary, change));
  const line = lineOf(canaryRow(canary));
  return { canary, isNew, line: isNew ? line : `${line}, which is not of the change ${change}` };
}

interface Seen {
  readonly canary: KubeObject;
  readonly isNew: boolean;
  /** As it is told. */
  readonly line: string;
}

const lineOf = ({ name, namespace, phase, step, weight, trouble }: CanaryRow): string =>
  `${name}.${namespace}   ${phase || 'unseen'}   step ${step.done}/${step.of}   ${weight}%${trouble === undefined ? '' : `   ${trouble}`}`;

/** Undefined as long as it is open how it ends. */
function outcomeOf(asked: Asked, canary: KubeObject, wanted: string): ExitCode | undefined {
  const { phase } = canaryRow(canary);
  const isWaiting = waitsForPerson(canary);
  if (isWhat(wanted, phase, isWaiting)) {
    return EXIT.done;
  }
  if (phase === 'Failed') {
    return EXIT.failed;
  }
  if (isWaiting && textFlag(asked, 'failOn') === 'waiting') {
    return EXIT.waiting;
  }
  // what is over without what was wanted never comes to it
  return ['Succeeded', 'Initialized'].includes(phase) && textFlag(asked, 'sinceChange') !== undefined
    ? EXIT.error
    : undefined;
}

const REACHED: Readonly<Record<string, readonly string[]>> = {
  succeeded: ['Succeeded', 'Initialized'],
  promoted: ['Finalising', 'Succeeded', 'Initialized'],
  failed: ['Failed'],
};

const isWhat = (wanted: string, phase: string, isWaiting: boolean): boolean =>
  wanted === 'waiting' ? isWaiting : (REACHED[wanted] ?? []).includes(phase);

/** A phase of waiting, a gate that is closed, or a pause. */
function waitsForPerson(canary: KubeObject): boolean {
  const { phase, checks } = canaryStatus(canary);
  const isGate = checks.some(({ kind, type, verdict }) => kind === 'webhook' && verdict === 'hold' && isGateType(type));
  const isPaused = obstaclesOf(canary).some(({ condition }) => ['Paused', 'Suspended'].includes(condition));
  return phase === 'Waiting' || phase === 'WaitingPromotion' || isPaused || (phase === 'Progressing' && isGate);
}

const isGateType = (type = ''): boolean => type.startsWith('confirm-');
