import type { Message } from '../message.ts';
import type { ChatKind, Room } from './chat.ts';

/** Slack: an incoming webhook, or with a token the method `chat.postMessage`. */
export const slack: ChatKind = {
  post: (message, room) => ({
    url: room.url,
    body: slackBody(message, room),
    headers: room.token === undefined ? {} : { Authorization: `Bearer ${room.token}` },
  }),
  refusal,
};

function slackBody({ title, text, severity, fields }: Message, { channel, username }: Room): object {
  return {
    channel,
    username,
    icon_url: '',
    icon_emoji: ':rocket:',
    attachments: [
      {
        color: severity === 'error' ? 'danger' : 'good',
        author_name: title,
        text,
        mrkdwn_in: ['text'],
        fields: fields.map(({ name, value }) => ({ title: name, value, short: false })),
      },
    ],
  };
}

/**
 * Slack's methods answer 200 to everything and say in the answer what came of it, e.g. `{"ok": false, "error":
 * "invalid_auth"}`.
 */
function refusal(answer: string): string | undefined {
  const said = fieldsOf(answer);
  if (said.get('ok') !== false) {
    return undefined;
  }
  const error = said.get('error');
  return typeof error === 'string' && /^\w{1,80}$/.test(error) ? `Slack said ${error}` : 'Slack said no';
}

function fieldsOf(answer: string): ReadonlyMap<string, unknown> {
  try {
    const said: unknown = JSON.parse(answer);
    return new Map(Object.entries(said ?? {}));
  } catch {
    return new Map();
  }
}
