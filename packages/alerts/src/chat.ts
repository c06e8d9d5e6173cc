import type { Message } from './message.ts';

/** How one kind of chat is written to. */
export interface ChatKind {
  /** What is posted, as JSON. */
  body(message: Message, by: Author): object;
  /** Why an answer of 2xx is a no after all, without secrets; undefined where it is a yes. */
  readonly refusal?: (answer: string) => string | undefined;
}

/** Who posts, and where in the chat. */
export interface Author {
  readonly username: string;
  readonly channel: string;
}
