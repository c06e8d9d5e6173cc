import { keptLog, VirtualClock } from '@flagger/testing';
import { Ownership } from '../src/ownership.ts';
import type { ProgramPorts } from '../src/program.ts';
import { telemetry } from '../src/telemetry.ts';
import { Writing } from '../src/writing.ts';

export const never = (): Promise<never> => new Promise(() => undefined);

/** A cluster without canaries, of which everything is known. */
export const EMPTY_CLUSTER: ProgramPorts['cluster'] = {
  canaries: { keys: () => [], read: () => undefined, writeStatus: never, writeMetadata: never },
  start: async () => undefined,
  relist: async () => undefined,
  onChange: () => undefined,
  isSynced: () => true,
  blindness: () => undefined,
  watches: () => [],
};

/** What a program needs that has nothing to do; it serves at a free port of this machine. */
export const idlePorts = () => ({
  cluster: EMPTY_CLUSTER,
  queue: { wake: () => undefined, stop: async () => undefined },
  rivals: { heard: () => undefined },
  lives: { stopAsking: () => undefined },
  sender: { drain: async () => undefined },
  telemetry: telemetry('istio'),
  clock: new VirtualClock(0),
  log: keptLog(),
  port: 0,
  address: '127.0.0.1',
  ownership: new Ownership(),
  writing: new Writing(),
  election: undefined,
  metricsServerProblem: async () => undefined,
});
