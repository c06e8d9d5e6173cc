import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadTester, until } from '../../test/load-tester.ts';
import { receiver } from '../../test/receiver.ts';

/** A path with a shell, and with a hey that says that it is one. */
async function pathWithHey(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hey-'));
  await writeFile(join(folder, 'hey'), '#!/bin/sh\necho the real hey\n');
  await chmod(join(folder, 'hey'), 0o755);
  return `${folder}:${process.env.PATH ?? ''}`;
}

const order = (type: string, url: string) => ({
  metadata: { type, cmd: `hey -n 10 -c 2 ${url}/`, returnCmdOutput: 'true' },
});

describe('a line of hey', () => {
  it('is sent from here where hey is not installed: in the background as cmd, awaited as bash', async () => {
    const server = await receiver((_, response) => response.writeHead(503).end());
    const { post, get } = await loadTester({}, { environment: { PATH: '/nowhere' } });
    expect((await post('/', order('cmd', server.url))).status).toBe(202);
    await until(async () => (await get('/tasks')).text.includes('succeeded'));
    expect(server.received).toHaveLength(10);
    expect(await post('/', order('bash', server.url))).toMatchObject({
      status: 200,
      text: expect.stringContaining('answers: 503: 10'),
    });
    expect((await get('/metrics')).text).toContain(
      'flagger_loadtest_requests_total{name="podinfo",namespace="test",code="503"} 20',
    );
  });

  it('is left to hey where that is installed', async () => {
    const server = await receiver((_, response) => response.end());
    const { post } = await loadTester({}, { environment: { PATH: await pathWithHey() } });
    expect((await post('/', order('bash', server.url))).text).toBe('the real hey\n');
    expect(server.received).toEqual([]);
  });

  it('is sent from here where no shell may be used but type http, and refused where neither may', async () => {
    const server = await receiver((_, response) => response.end());
    const environment = { PATH: await pathWithHey() };
    const { post } = await loadTester({ allowedTypes: ['http'] }, { environment });
    expect((await post('/', order('bash', server.url))).text).toContain('requests: 10');
    expect((await post('/', { metadata: { type: 'bash', cmd: 'true' } })).status).toBe(403);
    const none = await loadTester({ allowedTypes: ['helm'] }, { environment });
    expect((await none.post('/', order('cmd', server.url))).status).toBe(403);
    expect(server.received).toHaveLength(10);
  });
});
