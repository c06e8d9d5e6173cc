import { nameOf, type Alert, type Canary, type Listener, type References, type Severity } from '@flagger/api';
import { postIn, type Chat } from './chats/index.ts';
import { alertMessage, type Message } from './message.ts';
import { providerChat } from './provider-chat.ts';
import type { Delivery, Sender } from './sender.ts';

export interface AlertPorts {
  readonly sender: Sender;
  /** Where the chats of `analysis.alerts` are looked up. */
  readonly references: Pick<References, 'alertProvider' | 'credentials'>;
  /** Where the alerts of canaries without `analysis.alerts` go; undefined: nowhere. */
  readonly chat: Chat | undefined;
  /** Said in every alert; undefined: not said. */
  readonly clusterName: string | undefined;
}

/** Tells alerts in the chats that their canary names, or where it names none, in the chat for all. */
export function alertListener({ sender, references, chat, clusterName }: AlertPorts): Listener {
  return {
    alert(canary, alert) {
      const message = alertMessage(canary, alert, clusterName);
      const own = canary.spec.analysis.alerts ?? [];
      if (own.length === 0 && chat) {
        sender.send(toAll(chat, canary, message));
      }
      own
        .filter(({ severity }) => isLoudEnough(alert.severity, severity))
        .forEach((told) => sender.send(toProvider(references, { canary, told, message })));
    },
  };
}

const toAll = (chat: Chat, canary: Canary, message: Message): Delivery => ({
  kind: 'alert',
  lane: chat.url,
  about: { canary: nameOf(canary), chat: chat.type },
  post: postIn(chat, message),
});

function toProvider(
  references: AlertPorts['references'],
  { canary, told, message }: { readonly canary: Canary; readonly told: Alert; readonly message: Message },
): Delivery {
  const reference = { name: told.providerRef.name, namespace: told.providerRef.namespace || canary.metadata.namespace };
  const provider = nameOf({ metadata: reference });
  return {
    kind: 'alert',
    lane: `alert provider ${provider}`,
    about: { canary: nameOf(canary), alert: told.name, provider },
    post: async () => {
      const chat = await providerChat(references, canary, reference);
      return chat.ok ? { ok: true, object: postIn(chat.object, message) } : chat;
    },
  };
}

const BY_LOUDNESS: readonly Severity[] = ['info', 'warn', 'error'];

/** Whether an alert is as bad as it must be for whom it would be told; whoever names nothing hears all. */
const isLoudEnough = (severity: Severity, least: Alert['severity']): boolean =>
  BY_LOUDNESS.indexOf(severity) >= BY_LOUDNESS.indexOf(least || 'info');
