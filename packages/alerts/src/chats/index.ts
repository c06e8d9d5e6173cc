import type { AlertProvider } from '@flagger/api';
import type { Message } from '../message.ts';
import type { Post } from '../post.ts';
import type { ChatKind, Room } from './chat.ts';
import { discord } from './discord.ts';
import { gchat } from './gchat.ts';
import { msteams } from './msteams.ts';
import { rocket } from './rocket.ts';
import { slack } from './slack.ts';

/** Every kind of chat that can be written to, by the type that an AlertProvider gives it. */
export const CHATS = { slack, msteams, discord, rocket, gchat } satisfies Record<ChatType, ChatKind>;

export type ChatType = AlertProvider['spec']['type'];

/** The kind of chat of a type. */
export const chatOf = (type: ChatType): ChatKind => CHATS[type];

/** A chat, and how to get in. */
export interface Chat extends Room {
  readonly type: ChatType;
}

const TIMEOUT_MS = 5_000;

/** What is posted to tell a message in a chat. */
export function postIn(chat: Chat, message: Message): Post {
  const { refusal, ...kind } = chatOf(chat.type);
  return { ...kind.post(message, chat), timeoutMs: TIMEOUT_MS, proxyUrl: chat.proxyUrl, refusal };
}
