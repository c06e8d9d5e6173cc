import { afterEach, beforeEach } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { Reflector } from '../src/caches/reflector.ts';
import type { Mode, ReflectorOptions, ReflectorTimings } from '../src/caches/reflector-options.ts';
import { Restores } from '../src/caches/restores.ts';
import type { Sink } from '../src/caches/sink.ts';
import { createDiscovery } from '../src/client/discovery.ts';
import { type Machine, thisMachine } from '../src/client/machine.ts';
import type { Resource } from '../src/client/resource.ts';
import { createTransport } from '../src/client/transport.ts';
import { aLog, type Answering, type Request, beginWatch, sendList, type TestServer } from './api-server.ts';

const VIRTUAL_SERVICES: Resource = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  plural: 'virtualservices',
  namespaced: true,
  verbs: [],
};
export const TIMINGS: Partial<ReflectorTimings> = {
  firstPauseMs: 1,
  longestPauseMs: 5,
  absentMs: 5,
  refusedPauseMs: 5,
};

let end: AbortController;
beforeEach(() => {
  end = new AbortController();
});
afterEach(() => end.abort());

/** Ends the reflectors of this test. */
export const stop = (): void => end.abort();

/** A sink that writes down what it hears, e.g. `listed a@1 b@2`, `changed a@3`. */
export function aSink(): Sink & { readonly heard: string[] } {
  const heard: string[] = [];
  const name = ({ metadata }: KubeObject): string => `${metadata.name}@${metadata.resourceVersion}`;
  return {
    heard,
    listing() {
      const names: string[] = [];
      return {
        add: (objects) => void names.push(...objects.map(name)),
        done: (at) => void heard.push(`listed ${[...names, `at ${at}`].join(' ')}`),
      };
    },
    changed: (object) => void heard.push(`changed ${name(object)}`),
    deleted: (object) => void heard.push(`deleted ${name(object)}`),
    cleared: () => void heard.push('cleared'),
    restored: () => void heard.push('restored'),
  };
}

export interface Reflected extends ReturnType<typeof aSink> {
  readonly modes: Mode[];
  readonly log: ReturnType<typeof aLog>;
}

/** Lets a reflector run against a server until the test is over. */
export function reflect(
  { connection }: TestServer,
  {
    random = () => thisMachine.random(),
    ...options
  }: Partial<ReflectorOptions> & Partial<Pick<Machine, 'random'>> = {},
): Reflected {
  const sink = aSink();
  const modes: Mode[] = [];
  const log = aLog();
  const transport = createTransport({
    connection,
    timings: { firstPauseMs: 1, longestPauseMs: 5 },
    machine: { ...thisMachine, random },
  });
  const reflector = new Reflector({
    transport,
    resource: VIRTUAL_SERVICES,
    sink,
    log,
    restores: new Restores({ machine: transport.machine, log, beginAnew: () => undefined }),
    isServed: () => createDiscovery({ transport, log }).serves(VIRTUAL_SERVICES),
    onMode: (mode) => modes.push(mode),
    ...options,
    timings: { ...TIMINGS, ...options.timings },
  });
  void reflector.run(end.signal);
  return Object.assign(sink, { modes, log });
}

export const isWatch = ({ query }: Request): boolean => query.watch === 'true';
export const watches = ({ asked }: TestServer): readonly string[] =>
  asked.filter(isWatch).map(({ query }) => query.resourceVersion ?? '');
export const lists = ({ asked }: TestServer): number => asked.filter((each) => !isWatch(each)).length;

/** Lists nothing at 100, and answers the n-th watch as told; further ones stay open and silent. */
export function watched(...answers: readonly Answering[]): Answering {
  const left = [...answers];
  return (asked, response) => {
    if (!isWatch(asked)) {
      return sendList(response, []);
    }
    const answer = left.shift() ?? ((_, last) => void beginWatch(last));
    return answer(asked, response);
  };
}
