import type { ChatKind } from './chat.ts';
import { slackBody, slackColor } from './slack-body.ts';

/** Discord: a webhook, which takes what Slack takes at `/slack` behind its address. */
export const discord: ChatKind = {
  post: (message, room) => ({ url: slackAddress(room.url), body: slackBody(message, room, slackColor(message)) }),
};

/** What is no address stays what it is: it is refused when it is called. */
function slackAddress(address: string): string {
  if (!URL.canParse(address)) {
    return address;
  }
  const url = new URL(address);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith('/slack') ? path : `${path}/slack`;
  return url.href;
}
