import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Within } from '@flagger/http';
import nock from 'nock';
import type { Message } from '../message.ts';
import { post } from '../post.ts';
import type { Room } from './chat.ts';
import { CHATS, chatOf, type ChatType } from './index.ts';

/** What the contract must know of one kind of chat. */
interface Row {
  readonly url: string;
  /** Expects one message at that address, with its token where the chat knows any; the answer is given by the test. */
  readonly told: () => nock.Interceptor;
  /** An answer of status 200 that means yes, and one that means no where there is such. */
  readonly yes: string;
  readonly no?: { readonly answer: string; readonly reason: string };
  /** What it answers, and with which status, where the address or the token is not known any more. */
  readonly stranger: readonly [status: number, answer: string];
  /** Whether an error looks different from other messages. */
  readonly isColoured: boolean;
  readonly saysChannel: boolean;
}

/** One row for each chat of the table. */
const ROWS: Readonly<Record<ChatType, Row>> = {
  slack: {
    url: 'https://hooks.example/services/hunter1',
    told: () =>
      nock('https://hooks.example', { reqheaders: { authorization: 'Bearer hunter2' } }).post('/services/hunter1'),
    yes: 'ok',
    no: { answer: '{"ok":false,"error":"invalid_auth"}', reason: 'Slack said invalid_auth' },
    stranger: [403, 'invalid_token'],
    isColoured: true,
    saysChannel: true,
  },
  msteams: {
    url: 'https://example.webhook.office.com/webhookb2/hunter1/IncomingWebhook/hunter4',
    told: () => withoutToken('https://example.webhook.office.com').post('/webhookb2/hunter1/IncomingWebhook/hunter4'),
    yes: '1',
    no: {
      answer:
        'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId MS-CV=hunter3.0',
      reason: 'Microsoft Teams said HTTP 429',
    },
    stranger: [401, '{"error":{"code":"DirectApiAuthorizationRequired","message":"hunter3"}}'],
    isColoured: true,
    saysChannel: false,
  },
  discord: {
    url: 'https://discord.example/api/webhooks/1/hunter1?thread_id=7',
    told: () => withoutToken('https://discord.example').post('/api/webhooks/1/hunter1/slack?thread_id=7'),
    yes: 'ok',
    stranger: [401, '{"message": "Invalid Webhook Token", "code": 50027}'],
    isColoured: true,
    saysChannel: true,
  },
  rocket: {
    url: 'https://rocket.example/hooks/1/hunter1',
    told: () => withoutToken('https://rocket.example').post('/hooks/1/hunter1'),
    yes: '{"success":true}',
    no: { answer: '{"success":false,"error":"invalid-channel"}', reason: 'Rocket.Chat said invalid-channel' },
    stranger: [404, '{"success":false,"error":"Invalid integration id or token provided."}'],
    isColoured: true,
    saysChannel: true,
  },
  gchat: {
    url: 'https://chat.example/v1/spaces/AAA/messages?key=hunter1&token=hunter4',
    told: () => withoutToken('https://chat.example').post('/v1/spaces/AAA/messages?key=hunter1&token=hunter4'),
    yes: '{"name":"spaces/AAA/messages/1","text":""}',
    stranger: [403, '{"error":{"code":403,"message":"hunter3","status":"PERMISSION_DENIED"}}'],
    isColoured: false,
    saysChannel: false,
  },
};

const withoutToken = (origin: string) => nock(origin, { badheaders: ['authorization'] });

const message: Message = {
  title: 'podinfo.test',
  text: 'Canary is "waiting" for <approval>.',
  severity: 'info',
  fields: [{ name: 'Target', value: 'Deployment/podinfo.test' }],
};
const HUGE = 'hunter3'.repeat(200_000);
const signal = new AbortController().signal;
const within: Within = { clock: { now: () => 0, after: () => () => undefined }, signal };
/** Where time has passed before anything can be answered. */
const tooLate: Within = {
  clock: { now: () => 0, after: (_: number, end: () => void) => (end(), () => undefined) },
  signal,
};

beforeAll(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
});
// else the next file in this process finds the patched modules of Node
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

/** Every text in a body, at whatever depth. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

describe.each(Object.keys(ROWS) as ChatType[])('%s', (type) => {
  const row = ROWS[type];
  const kind = chatOf(type);
  const room: Room = { url: row.url, username: 'bot', channel: 'general-ops', token: 'hunter2' };
  const made = (change: Partial<Message> = {}) => kind.post({ ...message, ...change }, room);
  const posted = (when = within) => post({ ...made(), timeoutMs: 5000, refusal: kind.refusal }, when);

  it('tells the canary, the text and each field', () => {
    const said = texts(made().body).join('\n');
    for (const text of [message.title, 'waiting', 'approval', 'Target', 'Deployment/podinfo.test']) {
      expect(said).toContain(text);
    }
  });

  it('names channel and sender where it has them', () => {
    const said = texts(made().body);
    expect([said.includes('general-ops'), said.includes('bot')]).toEqual([row.saysChannel, row.saysChannel]);
  });

  it('shows errors as such where it has colours', () => {
    expect(JSON.stringify(made({ severity: 'error' })) !== JSON.stringify(made())).toBe(row.isColoured);
  });

  it('puts no secret into what people read', () => {
    expect(JSON.stringify(made().body)).not.toContain('hunter');
  });

  it('takes what is posted, and says so', async () => {
    const scope = row.told().reply(200, row.yes);
    expect(await posted()).toEqual({ kind: 'delivered' });
    expect(scope.isDone()).toBe(true);
  });

  it.each([400, 403, 404])('refuses with %d, which is final', async (status) => {
    row.told().reply(status, 'hunter3');
    expect(await posted()).toMatchObject({ kind: 'failed', reason: `HTTP ${status}`, isFinal: true });
  });

  it('refuses a stranger, which is final', async () => {
    row.told().reply(...row.stranger);
    expect(await posted()).toEqual({ kind: 'failed', reason: `HTTP ${row.stranger[0]}`, isFinal: true });
  });

  it.each([429, 503])('is tried again where it answers %d, when it asks for it', async (status) => {
    row.told().reply(status, 'hunter3', { 'Retry-After': '3' });
    const reason = `HTTP ${status}`;
    expect(await posted()).toEqual({ kind: 'failed', reason, isFinal: false, retryAfterMs: 3000 });
  });

  it('is tried again where it does not answer in time', async () => {
    row.told().delay(60_000).reply(200, row.yes);
    expect(await posted(tooLate)).toEqual({ kind: 'failed', reason: 'no answer within 5s', isFinal: false });
    nock.abortPendingRequests();
  });

  it.each(['', '{"ok":', '[]', 'null', '<html>hunter3</html>', HUGE])(
    'has taken what it answers with 200 and no words of its own',
    async (answer) => {
      row.told().reply(200, answer);
      expect(await posted()).toEqual({ kind: 'delivered' });
    },
  );

  it('shows nothing of an answer but the code in it', async () => {
    for (const answer of [HUGE, row.no?.answer.replace(/invalid\w*/, 'see hunter3') ?? HUGE]) {
      row.told().reply(200, answer);
      row.told().reply(500, answer);
      expect(JSON.stringify([await posted(), await posted()])).not.toContain('hunter');
    }
  });

  it('refuses in words of its own where it has such', async () => {
    row.told().reply(200, row.no?.answer ?? row.yes);
    expect(await posted()).toMatchObject(row.no ? { reason: row.no.reason, isFinal: true } : { kind: 'delivered' });
  });
});

it('every chat of the table is held by the contract', () => {
  expect(Object.keys(ROWS)).toEqual(Object.keys(CHATS));
});
