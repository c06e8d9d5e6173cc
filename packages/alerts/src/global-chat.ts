import { ANONYMOUS } from './chats/chat.ts';
import type { Chat } from './chats/index.ts';

/** What the command line says of the chat for all canaries. */
export interface GlobalChatOptions {
  readonly slackUrl: string | undefined;
  readonly slackToken: string | undefined;
  readonly slackProxyUrl: string | undefined;
  readonly slackUser: string | undefined;
  readonly slackChannel: string | undefined;
  readonly msteamsUrl: string | undefined;
  readonly msteamsProxyUrl: string | undefined;
}

/**
 * The chat of canaries that name none of their own. Microsoft Teams wins over Slack, and Slack needs address, user and
 * channel, both as in Flagger; undefined where neither is there.
 */
export function globalChat(given: GlobalChatOptions): Chat | undefined {
  const { msteamsUrl, msteamsProxyUrl } = given;
  return msteamsUrl === undefined
    ? slackOf(given)
    : { ...ANONYMOUS, type: 'msteams', url: msteamsUrl, proxyUrl: msteamsProxyUrl };
}

function slackOf({
  slackUrl,
  slackToken,
  slackProxyUrl,
  slackUser,
  slackChannel,
}: GlobalChatOptions): Chat | undefined {
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
