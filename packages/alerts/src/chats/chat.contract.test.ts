import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
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
    isColoured: true,
    saysChannel: true,
  },
};

const message: Message = {
  title: 'podinfo.test',
  text: 'Canary is "waiting" for <approval>.',
  severity: 'info',
  fields: [{ name: 'Target', value: 'Deployment/podinfo.test' }],
};
const within = { clock: { now: () => 0, after: () => () => undefined }, signal: new AbortController().signal };

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
  const posted = () => post({ ...made(), timeoutMs: 5000, refusal: kind.refusal }, within);

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

  it('refuses in words of its own where it has such', async () => {
    row.told().reply(200, row.no?.answer ?? row.yes);
    expect(await posted()).toMatchObject(row.no ? { reason: row.no.reason, isFinal: true } : { kind: 'delivered' });
  });
});

it('every chat of the table is held by the contract', () => {
  expect(Object.keys(ROWS)).toEqual(Object.keys(CHATS));
});
