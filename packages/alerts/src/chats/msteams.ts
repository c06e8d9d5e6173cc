import type { Message } from '../message.ts';
import type { ChatKind } from './chat.ts';

/** Microsoft Teams: a webhook that takes a MessageCard, of a connector or of a workflow. */
export const msteams: ChatKind = { post: (message, { url }) => ({ url, body: messageCard(message) }), refusal };

function messageCard({ title, text, severity, fields }: Message): object {
  return {
    '@type': 'MessageCard',
    '@context': 'http://schema.org/extensions',
    themeColor: severity === 'error' ? 'FF0000' : '0076D7',
    summary: title,
    sections: [
      { activityTitle: text, activitySubtitle: title, facts: fields.map(({ name, value }) => ({ name, value })) },
    ],
  };
}

/** Connectors answer 200 also where Teams said no: `… Microsoft Teams endpoint returned HTTP error 429 with …`. */
function refusal(answer: string): string | undefined {
  const [, status] = /\bendpoint returned HTTP error (\d{3})\b/.exec(answer) ?? [];
  return status === undefined ? undefined : `Microsoft Teams said HTTP ${status}`;
}
