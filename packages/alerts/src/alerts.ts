import type { AlertProvider, Listener, Log } from '@flagger/api';
import type { Author, ChatKind } from './chat.ts';
import { alertMessage } from './message.ts';
import type { Sender } from './sender.ts';
import { slack } from './slack.ts';

export interface AlertPorts {
  readonly sender: Sender;
  readonly log: Log;
  /** Where the alerts of canaries without `analysis.alerts` go; undefined: nowhere. */
  readonly chat: Chat | undefined;
  /** Said in every alert; undefined: not said. */
  readonly clusterName: string | undefined;
}

/** A chat, and how to get in: `url`, `token` and `proxyUrl` are secrets. */
export interface Chat extends Author {
  readonly type: ChatType;
  readonly url: string;
  readonly token?: string | undefined;
  readonly proxyUrl?: string | undefined;
}

/**
 * Every kind of chat that can be written to, by the type of an AlertProvider. A new one is one file, and one name
 * here.
 */
const CHATS = { slack } satisfies Partial<Record<AlertProvider['spec']['type'], ChatKind>>;
export type ChatType = keyof typeof CHATS;

const TIMEOUT_MS = 5_000;

/** Tells the alerts of canaries that name no AlertProvider of their own in the chat for all. */
export function alertListener({ sender, log, chat, clusterName }: AlertPorts): Listener {
  return {
    alert(canary, alert) {
      const about = { canary: `${canary.metadata.name}.${canary.metadata.namespace}` };
      if ((canary.spec.analysis.alerts ?? []).length > 0) {
        log.warn('alert is not sent: alert providers come with a later version', about);
        return;
      }
      if (!chat) {
        return;
      }
      const kind: ChatKind = CHATS[chat.type];
      sender.send({
        kind: 'alert',
        lane: chat.url,
        about: { ...about, chat: chat.type },
        post: {
          url: chat.url,
          body: kind.body(alertMessage(canary, alert, clusterName), chat),
          headers: chat.token === undefined ? {} : { Authorization: `Bearer ${chat.token}` },
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
