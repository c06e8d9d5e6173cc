import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { typed } from '../../test/house.ts';
import { END, RULES } from '../../test/past.ts';
import { EXIT } from '../exit.ts';

const folder = mkdtempSync(join(tmpdir(), 'flagger-replay-'));
const heard: (string | undefined)[] = [];
let server: Server | undefined;
let address = '';

/** Believes nobody, and repeats what it was told. */
beforeAll(async () => {
  server = createServer((request, response) => {
    heard.push(request.headers.authorization);
    response.writeHead(401).end(`no entry with ${request.headers.authorization ?? 'nothing'}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  address = typeof at === 'object' && at !== null ? `http://127.0.0.1:${at.port}` : '';
  writeFileSync(join(folder, 'canary.yaml'), RULES(99));
  writeFileSync(join(folder, 'token'), 'token-of-a-file\n');
  writeFileSync(join(folder, 'login'), 'anna:pass-of-a-file\n');
  writeFileSync(join(folder, 'broken'), 'pass-of-a-file\n');
});
afterAll(() => {
  server?.close();
  rmSync(folder, { recursive: true });
});

const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;

describe('what Prometheus is told so that it answers', () => {
  it.each([
    ['--token-file token', {}, 'Bearer token-of-a-file'],
    ['--login-file login', {}, basic('anna:pass-of-a-file')],
    ['', { FLAGGER_PROMETHEUS_TOKEN: 'token-of-the-environment' }, 'Bearer token-of-the-environment'],
    [
      '',
      { FLAGGER_PROMETHEUS_USERNAME: 'anna', FLAGGER_PROMETHEUS_PASSWORD: 'pass-of-environment' },
      basic('anna:pass-of-environment'),
    ],
  ])('comes from %s %j, and is in no text', async (line, environment, header) => {
    const words = `replay -f ${folder}/canary.yaml --from 1h --prometheus ${address} ${line.replace(/ (\w+)$/, ` ${folder}/$1`)}`;
    const { code, out, told } = await typed(words, environment, { now: END });
    expect([code, heard.at(-1)]).toEqual([EXIT.unreachable, header]);
    expect(told).toContain('Status 401');
    expect(told + out).not.toContain(header.replace(/^\w+ /, ''));
    expect(told + out).not.toContain('pass-of');
  });

  it('is one line in a file', async () => {
    const words = `replay -f ${folder}/canary.yaml --from 1h --prometheus ${address} --login-file ${folder}/broken`;
    const { code, told } = await typed(words, {}, { now: END });
    expect([code, told]).toEqual([EXIT.usage, expect.stringContaining('does not hold one line user:password')]);
    expect(told).not.toContain('pass-of');
  });
});
