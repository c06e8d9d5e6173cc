import { meshCalled, meshNames, rehearse, type Report } from '@flagger/rehearsal';
import { durationFlag, type LocalAsked, textFlag } from '../command.ts';
import { EXIT, Ended, type ExitCode } from '../exit.ts';
import { API_VERSION } from '../output/document.ts';
import { circumstances, mostFailed, speedOf } from './arguments.ts';
import { mustBeThere } from './named.ts';
import { htmlOf } from './html.ts';
import { given } from './manifests.ts';
import { entryLine, summaryLines } from './text.ts';

/** `simulate`: the story or a report on stdout, what was expected and did not come on stderr. */
export async function simulateVerb(asked: LocalAsked): Promise<ExitCode> {
  const provider = textFlag(asked, 'provider') ?? 'istio';
  if (meshCalled(provider) === undefined) {
    throw new Ended(EXIT.usage, `--provider: found "${provider}", allowed is one of ${meshNames().join(', ')}`);
  }
  const [plan, speed, most] = [circumstances(asked), speedOf(asked), mostFailed(asked)];
  const withinMs = durationFlag(asked, 'within', Infinity);
  const manifests = await given(asked);
  mustBeThere(plan, manifests);
  const report = await played(async () => rehearse({ ...plan, ...manifests, provider }));
  await print(report, asked, speed);
  if (asked.io.signal.aborted) {
    return EXIT.interrupted;
  }
  return judged(report, { expected: textFlag(asked, 'expect'), withinMs, most }, asked);
}

/** What cannot be played is the fault of the manifests. */
async function played(play: () => Promise<Report>): Promise<Report> {
  try {
    return await play();
  } catch (error) {
    if (error instanceof Error && error.name === 'Unplayable') {
      throw new Ended(EXIT.usage, error.message);
    }
    throw error;
  }
}

async function print(report: Report, asked: LocalAsked, speed: number | undefined): Promise<void> {
  const { io } = asked;
  switch (textFlag(asked, 'output')) {
    case 'json':
      io.out(`${JSON.stringify({ apiVersion: API_VERSION, kind: 'Simulation', ...report }, undefined, 2)}\n`);
      return;
    case 'html':
      io.out(htmlOf(report));
      return;
    default:
  }
  let at = 0;
  for (const entry of report.timeline) {
    if (speed !== undefined && entry.at > at) {
      await io.pause(((entry.at - at) * 1000) / speed);
    }
    if (io.signal.aborted) {
      return;
    }
    at = entry.at;
    io.out(`${entryLine(entry, io.screen)}\n`);
  }
  io.out(`${summaryLines(report, io.screen).join('\n')}\n`);
}

interface Expected {
  readonly expected: string | undefined;
  readonly withinMs: number;
  readonly most: number | undefined;
}

/** The exit code; each expectation that was not met is told. */
function judged(report: Report, { expected, withinMs, most }: Expected, { io }: LocalAsked): ExitCode {
  const { verdict, seconds, users } = report;
  const isLate = seconds * 1000 > withinMs;
  const isCostly = most !== undefined && users.failed > most;
  const isOther = expected !== undefined && expected !== verdict;
  if (isOther) {
    io.say(`expected: ${expected}, it ended as ${verdict}`);
  }
  if (isLate) {
    io.say(`expected: within ${withinMs / 1000} s, it took ${seconds} s`);
  }
  if (isCostly) {
    io.say(`expected: at most ${most} failed requests, users met ${users.failed}`);
  }
  const code = expected === verdict ? EXIT.done : CODES[verdict];
  if (code !== EXIT.done || isOther) {
    return isOther && code === EXIT.done ? EXIT.error : code;
  }
  if (isLate) {
    return EXIT.timeout;
  }
  return isCostly ? EXIT.error : EXIT.done;
}

const CODES: Readonly<Record<Report['verdict'], ExitCode>> = {
  promoted: EXIT.done,
  'rolled-back': EXIT.failed,
  waiting: EXIT.waiting,
  unfinished: EXIT.timeout,
  'not-started': EXIT.error,
};
