import { nameOf, type Listener, type Log } from '@flagger/api';
import type { Room } from './chats/chat.ts';
import { chatOf, type ChatType } from './chats/index.ts';
import { alertMessage } from './message.ts';
import type { Sender } from './sender.ts';

export interface AlertPorts {
  readonly sender: Sender;
  readonly log: Log;
  /** Where the alerts of canaries without `analysis.alerts` go; undefined: nowhere. */
  readonly chat: Chat | undefined;
  /** Said in every alert; undefined: not said. */
  readonly clusterName: string | undefined;
}

/** A chat, and how to get in. */
export interface Chat extends Room {
  readonly type: ChatType;
}

const TIMEOUT_MS = 5_000;

/** Tells the alerts of canaries that name no AlertProvider of their own in the chat for all. */
export function alertListener({ sender, log, chat, clusterName }: AlertPorts): Listener {
  return {
    alert(canary, alert) {
      const about = { canary: nameOf(canary) };
      if ((canary.spec.analysis.alerts ?? []).length > 0) {
        log.warn('alert is not sent: alert providers come with a later version', about);
        return;
      }
      if (!chat) {
        return;
      }
      const kind = chatOf(chat.type);
      sender.send({
        kind: 'alert',
        lane: chat.url,
        about: { ...about, chat: chat.type },
        post: {
          ...kind.post(alertMessage(canary, alert, clusterName), chat),
          timeoutMs: TIMEOUT_MS,
          proxyUrl: chat.proxyUrl,
          refusal: kind.refusal,
        },
      });
    },
  };
}

/** What the command line says of Slack. */
export interface SlackOptions {
  readonly slackUrl: string | undefined;
  readonly slackToken: string | undefined;
  readonly slackProxyUrl: string | undefined;
  readonly slackUser: string | undefined;
  readonly slackChannel: string | undefined;
}

/** The chat for all canaries; undefined unless address, user and channel are given, which Flagger needs as well. */
export function globalChat({
  slackUrl,
  slackToken,
  slackProxyUrl,
  slackUser,
  slackChannel,
}: SlackOptions): Chat | undefined {
  if (slackUrl === undefined || slackUser === undefined || slackChannel === undefined) {
    return undefined;
  }
  return {
    type: 'slack',
    url: slackUrl,
    token: slackToken,
    proxyUrl: slackProxyUrl,
    username: slackUser,
    channel: slackChannel,
  };
}
