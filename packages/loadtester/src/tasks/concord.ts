import { readFile } from 'node:fs/promises';
import { accessSync } from 'node:fs';
import { FormData, request } from 'undici';
import { pause, type Time } from '../time.ts';
import { jsonObject, reasonOf } from './json-answer.ts';
import type { Order, Outcome, TaskKind } from './task.ts';

const REQUIRED = ['server', 'org', 'project', 'repo', 'entrypoint', 'apiKeyPath', 'endpoint'] as const;
const PROCESSES = '/api/v1/process';
const ARGUMENT = 'arguments.';

/** A process of Concord: is started, and asked after until it ends. The caller waits. */
export const concord =
  (time: Time): TaskKind =>
  (order) => {
    const read = fieldsOf(order.metadata);
    if (typeof read === 'string') {
      return { refusal: read, status: 500 };
    }
    const { org, project, repo, entrypoint } = read.given;
    const command = [org, project, repo, entrypoint].join(' ');
    return {
      type: order.type,
      canary: order.canary,
      command,
      key: order.canary + command,
      isAwaited: true,
      run: (signal) => run(read, time, signal),
    };
  };

interface Fields {
  readonly given: Readonly<Record<(typeof REQUIRED)[number], string>>;
  readonly parameters: readonly (readonly [string, string])[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** What is ordered, or the sentence that says what is missing, in Flagger's words. */
function fieldsOf(metadata: Order['metadata']): Fields | string {
  const missing = REQUIRED.find((name) => !metadata.has(name));
  if (missing !== undefined) {
    return `\`${missing}\` is required with type concord`;
  }
  const of = (name: string): string => metadata.get(name) ?? '';
  if (!URL.canParse(of('server'))) {
    return 'failed to create base URL from metadata `concord_url`';
  }
  if (!isThere(of('apiKeyPath'))) {
    return `\`apiKeyPath\` file doesn't exist ${of('apiKeyPath')}`;
  }
  const interval = seconds(metadata.get('pollInterval') ?? '5');
  const timeout = seconds(metadata.get('pollTimeout') ?? '30');
  if (interval === undefined || timeout === undefined) {
    return `unable to convert \`${interval === undefined ? 'pollInterval' : 'pollTimeout'}\` to int`;
  }
  if (metadata.has(`${ARGUMENT}endpoint`)) {
    return 'You cannot override Endpoint through arguments. You must override Endpoint directly';
  }
  return {
    given: {
      server: of('server'),
      org: of('org'),
      project: of('project'),
      repo: of('repo'),
      entrypoint: of('entrypoint'),
      apiKeyPath: of('apiKeyPath'),
      endpoint: of('endpoint'),
    },
    parameters: [...metadata].filter(([name]) => name.startsWith(ARGUMENT)),
    intervalMs: interval * 1000,
    timeoutMs: timeout * 1000,
  };
}

/** Whole seconds above 0. */
const seconds = (text: string): number | undefined => (/^\+?0*[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined);

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

async function run(fields: Fields, time: Time, signal: AbortSignal): Promise<Outcome> {
  try {
    const authorization = (await readFile(fields.given.apiKeyPath, 'utf8')).trim();
    const id = await started(fields, authorization, signal);
    return await ended({ fields, authorization, id }, time, signal);
  } catch (error) {
    return failed(signal.aborted ? 'context timedout' : reasonOf(error));
  }
}

async function started({ given, parameters }: Fields, authorization: string, signal: AbortSignal): Promise<string> {
  const body = new FormData();
  const parts: Fields['parameters'] = [
    ['org', given.org],
    ['project', given.project],
    ['repo', given.repo],
    ['entryPoint', given.entrypoint],
    [`${ARGUMENT}endpoint`, given.endpoint],
    ...parameters,
  ];
  for (const [name, value] of parts) {
    body.append(name, value);
  }
  const url = new URL(PROCESSES, given.server);
  const { instanceId } = await jsonObject(
    await request(url, { method: 'POST', headers: { authorization }, body, signal }),
  );
  if (typeof instanceId !== 'string') {
    throw new Error('the answer of concord names no process');
  }
  return instanceId;
}

interface Started {
  readonly fields: Fields;
  readonly authorization: string;
  readonly id: string;
}

async function ended({ fields, authorization, id }: Started, time: Time, signal: AbortSignal): Promise<Outcome> {
  const endsAt = time.elapsed() + fields.timeoutMs;
  const url = new URL(`${PROCESSES}/${encodeURIComponent(id)}`, fields.given.server);
  for (;;) {
    const leftMs = endsAt - time.elapsed();
    await pause(time, Math.max(0, Math.min(fields.intervalMs, leftMs)), signal);
    signal.throwIfAborted();
    if (leftMs <= fields.intervalMs && time.elapsed() >= endsAt) {
      return failed(`concord process timed out, after ${fields.timeoutMs / 1000} seconds`);
    }
    const { status } = await jsonObject(await request(url, { headers: { authorization }, signal })).catch(
      (error: unknown) => {
        throw new Error(`failed checking status: ${reasonOf(error)}`, { cause: error });
      },
    );
    if (status === 'FINISHED') {
      return { isOk: true, output: '' };
    }
    if (status === 'FAILED') {
      return failed(`concord instanceID: ${id} failed`);
    }
  }
}

const failed = (failure: string): Outcome => ({ isOk: false, output: '', failure });
