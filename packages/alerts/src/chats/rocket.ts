import { answered, saidNo } from './answer.ts';
import type { ChatKind } from './chat.ts';
import { slackBody } from './slack-body.ts';

/** Rocket.Chat: an incoming webhook, which takes what Slack takes, but for the names of colours. */
export const rocket: ChatKind = {
  post: (message, room) => ({
    url: room.url,
    body: slackBody(message, room, message.severity === 'error' ? '#FF0000' : '#0076D7'),
  }),
  refusal,
};

/** A script of an integration can say no with status 200: `{"success": false, "error": "error-invalid-channel"}`. */
function refusal(answer: string): string | undefined {
  const said = answered(answer);
  return said.get('success') === false ? saidNo('Rocket.Chat', said.get('error')) : undefined;
}
