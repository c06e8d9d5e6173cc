import type { Checks, Clock, Listener, Log, MeshProvider, References } from '@flagger/api';
import type { ChecksOptions } from '@flagger/checks';
import type { Chance, View } from '@flagger/controller';
import type { Cluster } from '@flagger/kubernetes';
import type { ServiceIdentifier } from 'inversify';
import type { Options } from './options.ts';
import type { Telemetry } from './telemetry.ts';

const token = <T>(what: string): ServiceIdentifier<T> => Symbol(what);

/** What can be bound that is no class. */
export const TOKEN = {
  options: token<Options>('options'),
  log: token<Log>('log'),
  clock: token<Clock>('clock'),
  chance: token<Chance>('chance'),
  mesh: token<MeshProvider>('mesh provider'),
  listener: token<Listener>('listener'),
  telemetry: token<Telemetry>('telemetry'),
  cluster: token<Cluster>('cluster'),
  view: token<(key: string) => View>('view of one canary'),
  forget: token<(key: string) => void>('forgets what was seen for one canary'),
  references: token<References>('references'),
  checks: token<Checks>('checks'),
  checksOptions: token<ChecksOptions>('options of the checks'),
};
