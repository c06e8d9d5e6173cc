import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadTester } from '../../test/load-tester.ts';
import { clusterReview, reviewed, type Review } from './token-review.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ANNA = 'system:serviceaccount:ci:anna';

/** A review that counts, with a time that stands still until it is moved. */
function reviewing(review: Review) {
  const state = { asked: 0, now: 0 };
  const admits = reviewed(
    (token) => {
      state.asked += 1;
      return review(token);
    },
    [ANNA],
    { elapsed: () => state.now },
  );
  return { state, admits };
}

describe('a token of a user', () => {
  it('is taken where the user is named, and asked about once in ten seconds', async () => {
    const { state, admits } = reviewing(async (token) => (token === 'good' ? ANNA : 'system:serviceaccount:ci:bert'));
    expect([await admits(bearer('good')), await admits(bearer('other')), await admits(bearer('good'))]).toEqual([
      true,
      false,
      true,
    ]);
    expect(state.asked).toBe(2);
    state.now = 10_000;
    expect(await admits(bearer('good'))).toBe(true);
    expect(state.asked).toBe(3);
  });

  it('is not asked about where there is none, and refused where nobody answers, until somebody does', async () => {
    let isAway = true;
    const { state, admits } = reviewing(async () => {
      if (isAway) {
        throw new Error('away');
      }
      return ANNA;
    });
    expect(await admits({})).toBe(false);
    expect(state.asked).toBe(0);
    expect(await admits(bearer('good'))).toBe(false);
    isAway = false;
    expect(await admits(bearer('good'))).toBe(true);
  });
});

/** What an API server answers to a TokenReview: it knows one token. */
function answerTo(body: string): object {
  const isKnown = body.includes('"kind":"TokenReview"') && body.includes('"token":"of anna"');
  return { status: isKnown ? { authenticated: true, user: { username: ANNA } } : { authenticated: false, user: {} } };
}

describe('a load tester with users', () => {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      paths.push(`${request.method} ${request.url}`);
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(answerTo(body)));
    });
  });
  let review: Review;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const kubeconfig = join(await mkdtemp(join(tmpdir(), 'users-')), 'kubeconfig');
    await writeFile(
      kubeconfig,
      JSON.stringify({
        ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'a' },
        clusters: [{ name: 'a', cluster: { server: `http://127.0.0.1:${port}` } }],
        contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
        users: [{ name: 'a', user: { token: 'of the load tester' } }],
      }),
    );
    review = clusterReview({ kubeconfig, environment: {}, version: 'test' });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('asks the API server whose a token is', async () => {
    expect([await review('of anna'), await review('not one')]).toEqual([ANNA, undefined]);
    expect(paths).toEqual(Array(2).fill('POST /apis/authentication.k8s.io/v1/tokenreviews'));
  });

  it('answers those users, and who brings a token of the file', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'tokens-')), 'tokens');
    await writeFile(file, 'first\n');
    const { post } = await loadTester({ users: [ANNA], tokenFile: file }, { review });
    const as = async (password: string) => {
      const authorization = `Basic ${Buffer.from(`flagger:${password}`).toString('base64')}`;
      return (await post('/gate/open', {}, { headers: { authorization } })).status;
    };
    expect([await as('of anna'), await as('first'), await as('wrong')]).toEqual([202, 202, 401]);
    expect((await post('/gate/open')).status).toBe(401);
  });

  it('answers nobody else, though the API server knows them', async () => {
    const { post } = await loadTester({ users: ['system:serviceaccount:ci:bert'] }, { review });
    expect((await post('/gate/open', {}, { headers: bearer('of anna') })).status).toBe(401);
  });
});
