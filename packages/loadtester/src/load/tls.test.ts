import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ApiServer, startApiServer } from '@flagger/api-server';
import { thisMachine } from '../machine.ts';
import { generate } from './generate.ts';
import { USUAL } from './plan.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer({ token: 'secret' });
});
afterAll(() => server.close());

const answers = async (trustsAny: boolean) => {
  const plan = { ...USUAL, url: `${server.url}/api`, count: 3, trustsAny };
  const report = await generate(plan, { time: thisMachine, signal: new AbortController().signal });
  return report.text();
};

it('an address with a certificate that nobody vouches for gets nothing, unless any will do', async () => {
  expect(await answers(false)).toMatch(/^answers: error: 3\nerrors: .*certificate.*: 3$/m);
  expect(await answers(true)).toMatch(/^answers: 401: 3$/m);
});
