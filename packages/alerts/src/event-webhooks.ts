import {
  keyOf,
  nameOf,
  parseGoDuration,
  webhooksOf,
  type Canary,
  type Clock,
  type Listener,
  type ToldEvent,
  type Webhook,
} from '@flagger/api';
import { hookId, partOfHook } from '@flagger/http';
import type { Sender } from './sender.ts';

export interface EventWebhookPorts {
  readonly sender: Sender;
  readonly clock: Pick<Clock, 'now'>;
  /** Where the events of canaries without an `event` webhook go; undefined: nowhere. May hold secrets. */
  readonly eventWebhook: string | undefined;
  /** Loopback and link-local addresses are not called; false if undefined. */
  readonly denyLocal?: boolean;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** Posts every event to the `event` webhooks of its canary, or where it has none, to the one for all canaries. */
export function eventWebhookListener({ sender, clock, eventWebhook, denyLocal }: EventWebhookPorts): Listener {
  return {
    event(canary, event) {
      const timestamp = String(clock.now());
      const hooks = hooksOf(canary, eventWebhook);
      for (const [index, hook] of hooks.entries()) {
        sender.send({
          kind: 'event',
          lane: `${keyOf(canary)} ${hook.url}`,
          about: { canary: nameOf(canary), webhook: hook.name },
          post: {
            url: hook.url,
            body: eventBody({ canary, event, hook, timestamp }),
            headers: hookId(idOf(event, hooks, index)),
            timeoutMs: timeoutMs(hook),
            anyCertificate: hook.disableTLS,
            denyLocal,
          },
        });
      }
    },
  };
}

function hooksOf(canary: Canary, url: string | undefined): readonly Webhook[] {
  const own = webhooksOf(canary, 'event');
  return own.length > 0 || url === undefined ? own : [{ name: 'events', url }];
}

/** What a webhook is told; ours comes before metadata of the same name, and keys are sorted, as Go writes a map. */
function eventBody({
  canary,
  event,
  hook,
  timestamp,
}: {
  canary: Canary;
  event: ToldEvent;
  hook: Webhook;
  timestamp: string;
}): object {
  const { name, namespace } = canary.metadata;
  const { phase, checksum, message: eventMessage, type: eventType } = event;
  const metadata = Object.entries({ ...hook.metadata, eventMessage, eventType, timestamp }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return { name, namespace, phase, checksum, metadata: Object.fromEntries(metadata) };
}

/** The event's; of several webhooks each has its own. */
const idOf = ({ id }: ToldEvent, hooks: readonly Webhook[], index: number): string =>
  hooks.length === 1 ? id : `${id}.${partOfHook(hooks, index)}`;

function timeoutMs({ timeout = '' }: Webhook): number {
  const given = parseGoDuration(timeout) ?? 0;
  return given > 0 ? given : DEFAULT_TIMEOUT_MS;
}
