import { describe, expect, it } from '@jest/globals';
import type { Answer } from '../router/request.ts';
import { bookinfoOf, type BookinfoPod } from './bookinfo.ts';
import type { Call } from './reply.ts';

const image = (service: string, version: string) => `docker.io/istio/examples-bookinfo-${service}-${version}:1.20.3`;
const get = (path: string): Call => ({ method: 'GET', path, headers: {}, body: Buffer.alloc(0) });

const answer = (status: number, body: string): Answer => ({
  status,
  headers: new Headers(),
  body: Buffer.from(body),
  flags: '-',
  by: undefined,
});

/** Pods that reach each other without a mesh. */
function podsOf(version: string): BookinfoPod {
  const pod: BookinfoPod = {
    hostname: 'reviews-primary-1',
    ask: async ({ url }) => {
      const { hostname, pathname } = new URL(url);
      const other = bookinfoOf({ image: image(hostname, hostname === 'reviews' ? version : 'v1') });
      const { status = 503, body = '' } = (await other?.reply(get(pathname), pod)) ?? {};
      return answer(status, String(body));
    },
  };
  return pod;
}

const page = async (pod: BookinfoPod): Promise<string> =>
  String((await bookinfoOf({ image: image('productpage', 'v1') })?.reply(get('/productpage'), pod))?.body);

describe('Bookinfo', () => {
  it.each([
    ['v1', '<p>Reviewer1 </p>'],
    ['v2', '<p>Reviewer1 <font color="black">★★★★★</font></p>'],
    ['v3', '<p>Reviewer1 <font color="red">★★★★★</font></p>'],
  ])('shows on its page what reviews %s say, and who served them', async (version, stars) => {
    const shown = await page(podsOf(version));
    expect(shown).toContain(stars);
    expect(shown).toContain('Reviews served by: <u>reviews-primary-1</u>');
  });

  it('says so where nobody has reviews', async () => {
    const alone = { hostname: 'a', ask: async () => answer(503, 'no healthy upstream') };
    expect(await page(alone)).toContain('reviews are currently unavailable');
  });

  it('is known by its images, which say the version, and answers no other', async () => {
    expect(bookinfoOf({ image: image('reviews', 'v2') })?.version).toBe('v2');
    expect([bookinfoOf({ image: 'podinfo:1' }), bookinfoOf({})]).toEqual([undefined, undefined]);
    const details = bookinfoOf({ image: image('details', 'v1') });
    expect((await details?.reply(get('/nothing'), podsOf('v1')))?.status).toBe(404);
  });
});
