import { load, type LoadOptions } from '../load.ts';
import { within } from '../within.ts';
import type { Command } from './command.ts';
import type { Fetch } from './curl.ts';
import type { Filter } from './grep.ts';
import type { Load } from './hey.ts';

/** How a command ended: its exit code, what it wrote, and what it complained of. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly complaint: string;
}

/** Runs pipelines one after the other until one fails. Of a pipeline the last command's exit code counts. */
export async function run(line: readonly (readonly Command[])[], options: LoadOptions): Promise<Ended> {
  let all: Ended = { code: 0, output: '', complaint: '' };
  for (const pipeline of line) {
    const ended = await runPipeline(pipeline, options);
    all = { code: ended.code, output: all.output + ended.output, complaint: all.complaint + ended.complaint };
    if (ended.code !== 0) {
      return all;
    }
  }
  return all;
}

async function runPipeline(pipeline: readonly Command[], options: LoadOptions): Promise<Ended> {
  let last: Ended = { code: 0, output: '', complaint: '' };
  for (const command of pipeline) {
    const ended = await runCommand(command, last.output, options);
    last = { ...ended, complaint: last.complaint + ended.complaint };
  }
  return last;
}

function runCommand(command: Command, input: string, options: LoadOptions): Promise<Ended> {
  switch (command.run) {
    case 'hey':
      return runHey(command.load, options);
    case 'curl':
      return runCurl(command.fetch, options);
    case 'grep':
      return Promise.resolve(runGrep(command.filter, input));
  }
}

async function runHey(wanted: Load, options: LoadOptions): Promise<Ended> {
  const statuses = await load(wanted, options);
  const lines = [...statuses]
    .sort(([one], [other]) => one - other)
    .map(([status, count]) => `  [${status || 'none'}]\t${count} responses\n`);
  return { code: 0, output: `Status code distribution:\n${lines.join('')}`, complaint: '' };
}

/**
 * Exit codes are curl's: 6 for a host that nobody has, 22 for an answer that is a failure, 28 for one that comes too
 * late.
 */
async function runCurl(fetch: Fetch, { mesh, clock, source }: LoadOptions): Promise<Ended> {
  const answer = await within(clock, fetch.timeoutMs, mesh.request({ ...fetch.ask, source }));
  if (answer === undefined) {
    return { code: 28, output: '', complaint: 'curl: (28) operation timed out\n' };
  }
  const text = Buffer.from(answer.body).toString();
  if (answer.flags === 'NR' && answer.status === 502) {
    return { code: 6, output: '', complaint: `curl: (6) ${text}` };
  }
  if (fetch.isStrict && answer.status >= 400) {
    return { code: 22, output: '', complaint: `curl: (22) the server answered ${answer.status}\n` };
  }
  const head = [
    `HTTP/1.1 ${answer.status}`,
    ...Array.from(answer.headers, ([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');
  const output = [
    fetch.isHeadShown ? head : '',
    fetch.isBodyShown ? text : '',
    fetch.writeOut.replaceAll('%{http_code}', String(answer.status)),
  ];
  return { code: 0, output: output.join(''), complaint: '' };
}

function runGrep({ fits, isQuiet }: Filter, input: string): Ended {
  const lines = input === '' ? [] : input.replace(/\n$/, '').split('\n');
  const found = lines.filter(fits);
  return {
    code: found.length > 0 ? 0 : 1,
    output: isQuiet ? '' : found.map((line) => `${line}\n`).join(''),
    complaint: '',
  };
}
