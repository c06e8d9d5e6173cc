import { createHash } from 'node:crypto';
import { nameOf, type Events, type EventType, type Log, type RawCanary } from '@flagger/api';
import { apiErrorIn } from './client/api-error.ts';
import { EVENTS } from './client/resource.ts';
import type { Transport } from './client/transport.ts';

const COMPONENT = 'flagger';
const REASON = 'Synced';
const LONGEST_NAME = 253;
/** What is not told in this time is told later: what is done for users may follow it. */
const DEADLINE_MS = 3_000;

export interface EventsOptions {
  readonly transport: Transport;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Told {
  readonly type: EventType;
  readonly message: string;
  readonly id: string;
}

/** Kubernetes events about canaries, named after their ids: one that exists already was written by us before. */
export class ClusterEvents implements Events {
  constructor(private readonly options: EventsOptions) {}

  async write(canary: RawCanary, told: Told): Promise<void> {
    const { namespace, name } = canary.metadata;
    const place = { namespace, name: eventName(name, told.id) };
    try {
      await this.options.transport.request({
        verb: 'create',
        resource: EVENTS,
        place,
        body: event(canary, told, this.options.now()),
        deadlineMs: DEADLINE_MS,
      });
    } catch (error) {
      if (apiErrorIn(error)?.reason === 'AlreadyExists') {
        return;
      }
      if (!isNamespaceGoing(error)) {
        throw error;
      }
      this.options.log.info('event is not written: the namespace is going', {
        canary: nameOf(canary),
        event: told.message,
      });
    }
  }
}

/** The event as Flagger's recorder writes it, but for its name. */
function event(canary: RawCanary, { type, message, id }: Told, now: number): object {
  const { apiVersion, kind } = canary;
  const { name, namespace, uid, resourceVersion } = canary.metadata;
  const time = `${new Date(now).toISOString().slice(0, 19)}Z`;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: eventName(name, id), namespace },
    involvedObject: { apiVersion, kind, name, namespace, uid, resourceVersion },
    reason: REASON,
    message,
    type,
    source: { component: COMPONENT },
    reportingComponent: COMPONENT,
    reportingInstance: '',
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** `<canary>.<id>` as a DNS subdomain; an id that does not fit is told apart by its digest. */
export function eventName(canary: string, id: string): string {
  const name = `${canary}.${id}`;
  if (SUBDOMAIN.test(name) && name.length <= LONGEST_NAME) {
    return name;
  }
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 16);
  return `${canary.slice(0, LONGEST_NAME - digest.length - 1).replace(/[.-]+$/, '')}.${digest}`;
}

function isNamespaceGoing(error: unknown): boolean {
  const answer = apiErrorIn(error);
  if (answer?.status === 404) {
    return true;
  }
  return (
    answer?.status === 403
    && (answer.causes.includes('NamespaceTerminating') || answer.message.includes('is being terminated'))
  );
}
