import { describe, expect, it } from '@jest/globals';
import type { Message } from '../message.ts';
import { chatOf, type ChatType } from './index.ts';

const url = 'http://receiver.example:8080/alert/it';

/** An alert of recording istio/27-alerts-success. */
const waiting: Message = {
  title: 'poplar.istio-27',
  text: 'Canary is waiting for approval.',
  severity: 'warn',
  fields: [{ name: 'Cluster', value: 'blue-cluster' }],
};

/** An alert of recording istio/28-alerts-failure. */
const failed: Message = {
  title: 'quill.istio-28',
  text: 'Failed checks threshold reached 1',
  severity: 'error',
  fields: [],
};

/** What Flagger posted, letter by letter, in both. */
const RECORDED: readonly (readonly [ChatType, string, readonly [waiting: string, failed: string]])[] = [
  [
    'slack',
    url,
    [
      '{"channel":"rollouts","username":"shipper","icon_url":"","icon_emoji":":rocket:","attachments":[{"color":"good","author_name":"poplar.istio-27","text":"Canary is waiting for approval.","mrkdwn_in":["text"],"fields":[{"title":"Cluster","value":"blue-cluster","short":false}]}]}',
      '{"channel":"rollouts","username":"shipper","icon_url":"","icon_emoji":":rocket:","attachments":[{"color":"danger","author_name":"quill.istio-28","text":"Failed checks threshold reached 1","mrkdwn_in":["text"],"fields":[]}]}',
    ],
  ],
  [
    'msteams',
    url,
    [
      '{"@type":"MessageCard","@context":"http://schema.org/extensions","themeColor":"0076D7","summary":"poplar.istio-27","sections":[{"activityTitle":"Canary is waiting for approval.","activitySubtitle":"poplar.istio-27","facts":[{"name":"Cluster","value":"blue-cluster"}]}]}',
      '{"@type":"MessageCard","@context":"http://schema.org/extensions","themeColor":"FF0000","summary":"quill.istio-28","sections":[{"activityTitle":"Failed checks threshold reached 1","activitySubtitle":"quill.istio-28","facts":[]}]}',
    ],
  ],
  [
    'discord',
    `${url}/slack`,
    [
      '{"channel":"rollouts","username":"shipper","icon_url":"","icon_emoji":":rocket:","attachments":[{"color":"good","author_name":"poplar.istio-27","text":"Canary is waiting for approval.","mrkdwn_in":["text"],"fields":[{"title":"Cluster","value":"blue-cluster","short":false}]}]}',
      '{"channel":"rollouts","username":"shipper","icon_url":"","icon_emoji":":rocket:","attachments":[{"color":"danger","author_name":"quill.istio-28","text":"Failed checks threshold reached 1","mrkdwn_in":["text"],"fields":[]}]}',
    ],
  ],
  [
    'rocket',
    url,
    [
      '{"channel":"rollouts","username":"shipper","icon_url":"","icon_emoji":":rocket:","attachments":[{"color":"#0076D7","author_name":"poplar.istio-27","text":"Canary is waiting for approval.","mrkdwn_in":["text"],"fields":[{"title":"Cluster","value":"blue-cluster","short":false}]}]}',
      '{"channel":"rollouts","username":"shipper","icon_url":"","icon_emoji":":rocket:","attachments":[{"color":"#FF0000","author_name":"quill.istio-28","text":"Failed checks threshold reached 1","mrkdwn_in":["text"],"fields":[]}]}',
    ],
  ],
  [
    'gchat',
    url,
    [
      '{"cards":[{"header":{"title":"Flagger","subtitle":"poplar.istio-27","imageUrl":"https://flagger.app/favicon.png"},"sections":[{"widgets":[{"textParagraph":{"text":"<font color=#848484><strong>Canary is waiting for approval.</strong></font>"}}]},{"widgets":[{"textParagraph":{"text":"Cluster<br><font color=#848484><strong>blue-cluster</strong></font>"}}]}]}]}',
      '{"cards":[{"header":{"title":"Flagger","subtitle":"quill.istio-28","imageUrl":"https://flagger.app/favicon.png"},"sections":[{"widgets":[{"textParagraph":{"text":"<font color=#848484><strong>Failed checks threshold reached 1</strong></font>"}}]}]}]}',
    ],
  ],
];

describe.each(RECORDED)('%s', (type, address, bodies) => {
  it('is told what Flagger told it', () => {
    const posts = [waiting, failed].map((message) =>
      chatOf(type).post(message, { url, channel: 'rollouts', username: 'shipper' }),
    );
    expect(posts.map((post) => post.url)).toEqual([address, address]);
    expect(posts.map((post) => JSON.stringify(post.body))).toEqual(bodies);
  });
});

describe('the address of Discord', () => {
  it.each([
    ['https://discord.example/api/webhooks/1/x', 'https://discord.example/api/webhooks/1/x/slack'],
    ['https://discord.example/api/webhooks/1/x/', 'https://discord.example/api/webhooks/1/x/slack'],
    ['https://discord.example/api/webhooks/1/x/slack', 'https://discord.example/api/webhooks/1/x/slack'],
    [
      'https://discord.example/api/webhooks/1/x?thread_id=7',
      'https://discord.example/api/webhooks/1/x/slack?thread_id=7',
    ],
    ['no address', 'no address'],
  ])('%s is called at %s', (given, called) => {
    expect(chatOf('discord').post(waiting, { url: given, channel: 'a', username: 'b' }).url).toBe(called);
  });
});

it('Google Chat shows a text as it is, and not as its own markup', () => {
  const { body } = chatOf('gchat').post({ ...waiting, text: 'a <b> & c' }, { url, channel: 'a', username: 'b' });
  expect(JSON.stringify(body)).toContain('<strong>a &lt;b&gt; &amp; c</strong>');
});
