import type { Message } from '../message.ts';
import type { ChatKind } from './chat.ts';

/** Google Chat: the webhook of a space, which takes cards. It has no colours for what is bad. */
export const gchat: ChatKind = { post: (message, { url }) => ({ url, body: { cards: [card(message)] } }) };

function card({ title, text, fields }: Message): object {
  const paragraphs = [strong(text), ...fields.map(({ name, value }) => `${plain(name)}<br>${strong(value)}`)];
  return {
    header: { title: 'Flagger', subtitle: title, imageUrl: 'https://flagger.app/favicon.png' },
    sections: paragraphs.map((paragraph) => ({ widgets: [{ textParagraph: { text: paragraph } }] })),
  };
}

const strong = (text: string): string => `<font color=#848484><strong>${plain(text)}</strong></font>`;

const plain = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
