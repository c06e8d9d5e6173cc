import type { Clock, Log } from '@flagger/api';
import { systemClock } from '../client/index.ts';
import type { Ask, Mesh } from '../mesh/index.ts';
import { type ReceivedEvent, startReceiver } from './receiver.ts';
import type { VersionTally } from './tally.ts';
import { startUsers } from './users.ts';

export interface TrafficOptions {
  readonly mesh: Pick<Mesh, 'request' | 'hosts'>;
  readonly log: Log;
  readonly clock?: Clock;
  /** The port of the webhook receiver; 0 takes any free one. */
  readonly port?: number;
  /** The host by which the receiver is known in the mesh; that of the load tester in any namespace unless stated. */
  readonly host?: string;
  /** Users who ask from the beginning on; none if undefined. */
  readonly users?: UserWishes;
}

export interface UserWishes {
  /** What they ask for, e.g. `{ url: 'http://podinfo.test:9898/' }`. */
  readonly ask: Ask;
  /** Requests a second; 20 if undefined. */
  readonly perSecond?: number;
  /** Requests under way at once, at most; 20 if undefined. */
  readonly concurrency?: number;
}

export interface Traffic {
  /** Where webhooks go, e.g. `http://127.0.0.1:41234`. */
  readonly url: string;
  /** What users got so far, by version. */
  tally(): readonly VersionTally[];
  /** What was sent to the receiver's `/events`, oldest first. */
  events(): readonly ReceivedEvent[];
  stop(): Promise<void>;
}

const DEFAULTS = { clock: systemClock, port: 0, host: 'flagger-loadtester.*' };
const USERS = { perSecond: 20, concurrency: 20 };

/** Plays the users of the apex, and the load tester that webhooks call. */
export async function startTraffic(options: TrafficOptions): Promise<Traffic> {
  const settings = { ...DEFAULTS, ...options };
  const { mesh, clock, host } = settings;
  const receiver = await startReceiver(settings);
  mesh.hosts.set(host, receiver.url);
  const users = options.users === undefined ? undefined : startUsers({ mesh, clock, ...USERS, ...options.users });
  return {
    url: receiver.url,
    tally: () => users?.tally() ?? [],
    events: () => receiver.events(),
    stop: async () => {
      mesh.hosts.delete(host);
      await Promise.all([users?.stop(), receiver.stop()]);
    },
  };
}
