import { describe, expect, it } from '@jest/globals';
import type { Answer } from '../mesh/index.ts';
import { Clients } from './clients.ts';

const anAnswer = (version: string, ...cookies: readonly string[]): Answer => ({
  status: 200,
  headers: new Headers(cookies.map((cookie) => ['set-cookie', cookie])),
  body: Buffer.from(''),
  flags: '-',
  by: { pod: 'p', workload: 'podinfo', namespace: 'test', version, app: undefined, labelled: undefined },
});

/** Asks once for each answer; tells the cookies that were sent. */
async function play(clients: Clients, answers: readonly Answer[]): Promise<readonly string[]> {
  const sent: string[] = [];
  for (const answer of answers) {
    await clients.ask(async (headers) => {
      sent.push(headers.map(([name, value]) => `${name}: ${value}`).join());
      return answer;
    });
  }
  return sent;
}

describe('clients', () => {
  it('keep their cookies apart, and send them until they are to be dropped', async () => {
    const clients = new Clients(2);
    const sent = await play(clients, [
      anAnswer('2', 'ring=abc; Max-Age=60; Path=/'),
      anAnswer('1'),
      anAnswer('2'),
      anAnswer('1', 'other=x'),
      anAnswer('1', 'ring=abc; Max-Age=-1'),
      anAnswer('1'),
      anAnswer('1'),
    ]);
    expect(sent).toEqual(['', '', 'cookie: ring=abc', '', 'cookie: ring=abc', 'cookie: other=x', '']);
    expect(clients.stays()).toEqual({ clients: 2, given: 2, requests: 2, astray: 0 });
  });

  it('go astray where another version answers than the one that gave the cookie', async () => {
    const clients = new Clients(1);
    await play(clients, [
      anAnswer('2', 'ring=abc'),
      anAnswer('2'),
      anAnswer('1'),
      anAnswer('1', 'ring=xyz'),
      anAnswer('1'),
    ]);
    expect(clients.stays()).toEqual({ clients: 1, given: 1, requests: 3, astray: 1 });
  });

  it('count nothing where nobody answers', async () => {
    const clients = new Clients(1);
    await play(clients, [anAnswer('2', 'ring=abc'), { ...anAnswer('2'), by: undefined }]);
    expect(clients.stays()).toMatchObject({ requests: 0, astray: 0 });
  });
});
