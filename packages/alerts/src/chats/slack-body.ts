import type { Message } from '../message.ts';
import type { Room } from './chat.ts';

/** A message in the form that Slack's incoming webhooks take, and those of others that speak like them. */
export function slackBody({ title, text, fields }: Message, { channel, username }: Room, color: string): object {
  return {
    channel,
    username,
    icon_url: '',
    icon_emoji: ':rocket:',
    attachments: [
      {
        color,
        author_name: title,
        text,
        mrkdwn_in: ['text'],
        fields: fields.map(({ name, value }) => ({ title: name, value, short: false })),
      },
    ],
  };
}

/** Slack's own names of colours. */
export const slackColor = ({ severity }: Message): string => (severity === 'error' ? 'danger' : 'good');
