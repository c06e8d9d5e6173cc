import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { normalText } from './normal.ts';
import { NAMESPACE } from './calls.ts';
import type { Side } from './side.ts';
import { prepare } from './stage.ts';

/** Hears what the two servers said to one command. */
export type Judge = (title: string, real: string, ours: string) => void;

/** What a control plane says of a Service that it made faster than it noted the address: chance, and not of the command. */
const REPAIRS = `/api/v1/namespaces/${NAMESPACE}/events?fieldSelector=reason%3DClusterIPNotAllocated`;
const TRIES = 25;
const EVERY_MS = 200;

/** Gives every command to both servers with one kubectl, in a namespace that is empty at first. */
export async function compareCommands(sides: readonly [Side, Side], program: string, judge: Judge): Promise<void> {
  const [real, ours] = sides;
  for (const each of sides) {
    await prepare(each, []);
  }
  await ours.request({
    method: 'POST',
    path: '/api/v1/nodes',
    body: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } },
  });
  const version = await ours.kubectl(program, ['version', '--client', '-o', 'json']);
  const name = /"gitVersion": "(v1\.\d+)/.exec(version)?.[1] ?? program;
  for (const command of COMMANDS) {
    if (command.args.includes('events')) {
      await real.request({ method: 'DELETE', path: REPAIRS });
    }
    if (command.isSandboxOnly === true) {
      await told(ours, program, command);
    } else {
      await compare({ real, ours, program, command }, (a, b) => judge(`kubectl ${name}: ${command.args}`, a, b));
    }
  }
}

interface Comparison {
  readonly real: Side;
  readonly ours: Side;
  readonly program: string;
  readonly command: Command;
}

async function compare(
  { real, ours, program, command }: Comparison,
  judge: (real: string, ours: string) => void,
): Promise<void> {
  for (let left = command.isRepeated === true ? TRIES : 0; ; left -= 1) {
    const [a, b] = await Promise.all([told(real, program, command), told(ours, program, command)]);
    if (a !== b && left > 0) {
      await pause(EVERY_MS);
      continue;
    }
    if (command.isPart === true) {
      judge(
        linesOf(a)
          .filter((line) => linesOf(b).includes(line))
          .join('\n'),
        linesOf(b).join('\n'),
      );
    } else {
      judge(a, b);
    }
    return;
  }
}

/** What Kubernetes' own fields mean is told in other words here. */
const fieldsOf = (text: string): string =>
  linesOf(text)
    .filter((line) => /^([A-Z]+:|\s*\w+ <.*>|exit|error)/.test(line))
    .join('\n');

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

async function told(side: Side, program: string, command: Command): Promise<string> {
  const { args, input, lines, during } = command;
  let meanwhile: Promise<unknown> | undefined;
  const begin = (): void => {
    meanwhile ??= during === undefined ? Promise.resolve() : told(side, program, during);
  };
  if (lines === undefined) {
    begin();
  }
  const printed = await side.kubectl(program, wordsOf(args), {
    input,
    until: lines === undefined ? undefined : { lines, begun: begin },
  });
  // it may have ended without a single line
  begin();
  await meanwhile;
  const text = normalText(printed);
  return args.startsWith('explain') ? fieldsOf(text) : text;
}

const ELSEWHERE = ['-A', '-n', '--raw', 'ns', 'namespace'];

function wordsOf(args: string): readonly string[] {
  const words = args.split(' ');
  return words.some((word) => ELSEWHERE.includes(word)) ? words : [...words, '-n', NAMESPACE];
}
