import { answered, saidNo } from './answer.ts';
import type { ChatKind } from './chat.ts';
import { slackBody, slackColor } from './slack-body.ts';

/** Slack: an incoming webhook, or with a token the method `chat.postMessage`. */
export const slack: ChatKind = {
  post: (message, room) => ({
    url: room.url,
    body: slackBody(message, room, slackColor(message)),
    headers: room.token === undefined ? {} : { Authorization: `Bearer ${room.token}` },
  }),
  refusal,
};

/**
 * Slack's methods answer 200 to everything and say in the answer what came of it, e.g. `{"ok": false, "error":
 * "invalid_auth"}`.
 */
function refusal(answer: string): string | undefined {
  const said = answered(answer);
  return said.get('ok') === false ? saidNo('Slack', said.get('error')) : undefined;
}
