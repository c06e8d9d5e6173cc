import type { AlertProvider } from '@flagger/api';
import type { ChatKind } from './chat.ts';
import { slack } from './slack.ts';

/** Every kind of chat that can be written to, by the type that an AlertProvider gives it. */
export const CHATS = { slack } satisfies Partial<Record<AlertProvider['spec']['type'], ChatKind>>;

export type ChatType = keyof typeof CHATS;

/** The kind of chat of a type. */
export const chatOf = (type: ChatType): ChatKind => CHATS[type];
