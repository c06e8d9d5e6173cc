import type { Message } from '../message.ts';
import type { Post } from '../post.ts';

/** One kind of chat. A new one is one file with this shape, and one line in the table of chats. */
export interface ChatKind {
  /** What is posted, and where. */
  post(message: Message, room: Room): Pick<Post, 'url' | 'body' | 'headers'>;
  /** Why an answer of 2xx is a no after all, without secrets; undefined where it is a yes. */
  readonly refusal?: (answer: string) => string | undefined;
}

/** Where in a chat is written, as whom, and how to get in: `url`, `token` and `proxyUrl` are secrets. */
export interface Room {
  readonly url: string;
  readonly username: string;
  readonly channel: string;
  readonly token?: string | undefined;
  readonly proxyUrl?: string | undefined;
}

/** Where is written and as whom, where nobody says so: Flagger's words. */
export const ANONYMOUS = { username: 'flagger', channel: 'general' } as const satisfies Partial<Room>;
