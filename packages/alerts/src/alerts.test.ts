import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Log } from '@flagger/api';
import nock from 'nock';
import { aCanary } from '../test/canaries.ts';
import { ready, type Ready } from '../test/ready.ts';
import { alertListener } from './alerts.ts';
import type { Chat } from './chats/index.ts';
import type { Alert } from './message.ts';
import { BackgroundSender, type Delivered, type Delivery } from './sender.ts';

const HOST = 'http://receiver.example:8080';

const aChat = (chat: Partial<Chat> = {}): Chat => ({
  type: 'slack',
  url: `${HOST}/alert/global`,
  username: 'bot',
  channel: 'general-ops',
  ...chat,
});
const anAlert = (alert: Partial<Alert> = {}): Alert => ({
  severity: 'info',
  message: 'Canary analysis completed successfully, promotion finished.',
  isDetailed: false,
  ...alert,
});

const nothing = { ok: false, because: 'nothing is asked for' } as const;
const NONE = { alertProvider: () => Promise.resolve(nothing), credentials: () => Promise.resolve(nothing) };

/** What was posted, what came of it and what was logged. */
async function told(alert: Alert, given: { readonly chat?: Chat | undefined; readonly clusterName?: string } = {}) {
  const outcomes: Delivered[] = [];
  const lines: unknown[] = [];
  const keep: Log['info'] = (message, keys) => void lines.push({ message, ...keys });
  const log = { debug: keep, info: keep, warn: keep, error: keep };
  const clock = { now: () => 0, after: () => () => undefined };
  const sender = new BackgroundSender({ clock, log, onDelivered: (outcome) => outcomes.push(outcome) });
  alertListener({ sender, references: NONE, chat: aChat(), clusterName: undefined, ...given }).alert?.(
    aCanary(),
    alert,
  );
  await sender.drain(1);
  return { outcomes, lines };
}

/** Takes one alert, and keeps what it said. */
function aSlack(answer: string | object = 'ok', headers: Readonly<Record<string, string>> = {}) {
  const bodies: unknown[] = [];
  nock(HOST, { reqheaders: headers })
    .post('/alert/global', (body) => bodies.push(body) > 0)
    .reply(200, answer);
  return bodies;
}

beforeAll(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe('an alert in Slack', () => {
  // recording istio/53-alerts-global-slack
  it.each([
    'New Deployment detected, initialization completed.',
    'New revision detected, progressing canary analysis.',
  ])('says as Flagger does how a canary is tried: %s', async (message) => {
    const bodies = aSlack();
    expect(await told(anAlert({ message, isDetailed: true }))).toEqual({
      outcomes: [{ kind: 'alert', outcome: 'delivered' }],
      lines: [],
    });
    expect(JSON.stringify(bodies)).toBe(
      '[{"channel":"general-ops","username":"bot","icon_url":"","icon_emoji":":rocket:","attachments":[{"color":"good",'
        + `"author_name":"quince.istio-53","text":${JSON.stringify(message)},"mrkdwn_in":["text"],"fields":[`
        + '{"title":"Target","value":"Deployment/quince.istio-53","short":false},{"title":"Failed checks threshold","value":"5","short":false},'
        + '{"title":"Progress deadline","value":"60s","short":false},{"title":"Traffic routing","value":"A/B Testing","short":false}]}]}]',
    );
  });

  // recording istio/53-alerts-global-slack
  it('says as Flagger does how a run ended', async () => {
    const bodies = aSlack();
    await told(anAlert());
    expect(JSON.stringify(bodies)).toBe(
      '[{"channel":"general-ops","username":"bot","icon_url":"","icon_emoji":":rocket:","attachments":[{"color":"good",'
        + '"author_name":"quince.istio-53","text":"Canary analysis completed successfully, promotion finished.","mrkdwn_in":["text"],"fields":[]}]}]',
    );
  });

  it.each([
    ['info', 'good'],
    ['warn', 'good'],
    ['error', 'danger'],
  ] as const)('of severity %s is %s', async (severity, color) => {
    const bodies = aSlack();
    await told(anAlert({ severity }));
    expect(bodies).toEqual([expect.objectContaining({ attachments: [expect.objectContaining({ color })] })]);
  });

  it('names the cluster', async () => {
    const bodies = aSlack();
    await told(anAlert(), { clusterName: 'blue-cluster' });
    expect(bodies).toEqual([
      expect.objectContaining({
        attachments: [expect.objectContaining({ fields: [{ title: 'Cluster', value: 'blue-cluster', short: false }] })],
      }),
    ]);
  });

  it('carries the token of an app, and none where there is none', async () => {
    aSlack('ok', { authorization: 'Bearer tok-123' });
    expect((await told(anAlert(), { chat: aChat({ token: 'tok-123' }) })).outcomes).toEqual([
      { kind: 'alert', outcome: 'delivered' },
    ]);
    nock(HOST, { badheaders: ['authorization'] })
      .post('/alert/global')
      .reply(200);
    expect((await told(anAlert())).outcomes).toEqual([{ kind: 'alert', outcome: 'delivered' }]);
  });

  it('goes through its proxy, within five seconds, after earlier ones', () => {
    const sent: Ready[] = [];
    const chat = aChat({ proxyUrl: 'http://proxy.example:3128' });
    const sender = { send: (delivery: Delivery) => sent.push(ready(delivery)) };
    const listener = alertListener({ sender, references: NONE, chat, clusterName: undefined });
    [1, 2].forEach(() => listener.alert?.(aCanary(), anAlert()));
    expect(sent.map(({ lane, post: { url, proxyUrl, timeoutMs } }) => ({ lane, url, proxyUrl, timeoutMs }))).toEqual(
      [1, 2].map(() => ({ lane: chat.url, url: chat.url, proxyUrl: 'http://proxy.example:3128', timeoutMs: 5000 })),
    );
  });

  it.each([
    [{ ok: false, error: 'invalid_auth' }, 'Slack said invalid_auth'],
    [{ ok: false, error: 'see https://hunter2' }, 'Slack said no'],
    [{ ok: false }, 'Slack said no'],
  ])('that Slack refuses with %j, though with status 200, is lost', async (answer, reason) => {
    aSlack(answer);
    const { outcomes, lines } = await told(anAlert());
    expect(outcomes).toEqual([{ kind: 'alert', outcome: 'lost' }]);
    expect(lines).toEqual([
      {
        message: "alert can't be sent",
        canary: 'quince.istio-53',
        chat: 'slack',
        host: 'receiver.example:8080',
        reason,
        attempts: 1,
      },
    ]);
  });

  it.each(['', 'ok', 'null', '{"ok":true}', '[false]', '{"ok'])(
    'that Slack answers with %j has arrived',
    async (answer) => {
      aSlack(answer);
      expect((await told(anAlert())).outcomes).toEqual([{ kind: 'alert', outcome: 'delivered' }]);
    },
  );
});

it('is told to nobody where there is no chat', async () => {
  expect(await told(anAlert(), { chat: undefined })).toEqual({ outcomes: [], lines: [] });
});
