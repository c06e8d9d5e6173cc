import { fieldsOf, itemsOf, numberOf, textOf } from '../../client/index.ts';
import { type Container, tagOf } from '../../workloads/index.ts';
import type { Answer } from '../router/request.ts';
import type { Call, Reply } from './reply.ts';

/** What a pod of Istio's sample Bookinfo knows. */
export interface BookinfoPod {
  readonly hostname: string;
  /** Sends a request of this pod through the mesh. */
  readonly ask: (asked: { readonly url: string }) => Promise<Answer>;
}

/** One of Bookinfo's four services, in one of its versions. */
export interface Bookinfo {
  readonly version: string;
  readonly reply: (call: Call, pod: BookinfoPod) => Promise<Reply>;
}

const IMAGE = /examples-bookinfo-(productpage|details|reviews|ratings)-(v\d+)(?:[:@]|$)/;

/** What answers in a container of Bookinfo, as its image says; undefined for any other image. */
export function bookinfoOf({ image = '' }: Pick<Container, 'image'>): Bookinfo | undefined {
  const [, service = '', version] = IMAGE.exec(image) ?? [];
  const answer = SERVICES[service];
  return answer && version !== undefined
    ? { version, reply: ({ path }, pod) => answered({ path, version, pod }, answer) }
    : undefined;
}

/** The version that a container's image says: its tag, or of Bookinfo, where all have one tag, the end of its name. */
export const versionOf = (container: Pick<Container, 'image'>): string =>
  bookinfoOf(container)?.version ?? tagOf(container);

interface Asked {
  readonly path: string;
  readonly version: string;
  readonly pod: BookinfoPod;
}

type Service = (asked: Asked) => Promise<Reply | undefined>;

const json = (endpoint: string, body: object): Reply => ({ status: 200, endpoint, body: JSON.stringify(body) });

const ratings: Service = async ({ path }) =>
  path.startsWith('/ratings/') ? json('/ratings', { id: 0, ratings: { Reviewer1: 5, Reviewer2: 4 } }) : undefined;

const details: Service = async ({ path }) =>
  path.startsWith('/details/')
    ? json('/details', { id: 0, author: 'William Shakespeare', year: 1595, type: 'paperback', pages: 200 })
    : undefined;

/** Stars are there since v2; they are red since v3. */
const COLOURS: Readonly<Record<string, string>> = { v2: 'black', v3: 'red' };

const reviews: Service = async ({ path, version, pod }) => {
  if (!path.startsWith('/reviews/')) {
    return undefined;
  }
  const color = COLOURS[version];
  const stars = color === undefined ? {} : await starsFrom(pod);
  const of = (reviewer: string): object => {
    const count = stars[reviewer];
    return { reviewer, ...(count !== undefined && { rating: { stars: count, color } }) };
  };
  return json('/reviews', { id: '0', podname: pod.hostname, reviews: [of('Reviewer1'), of('Reviewer2')] });
};

const productpage: Service = async ({ path, pod }) => {
  if (path !== '/productpage') {
    return undefined;
  }
  const { status, body } = await pod.ask({ url: 'http://reviews:9080/reviews/0' });
  const shown = status === 200 ? shownReviews(contentOf(body)) : 'Sorry, product reviews are currently unavailable.';
  return { status: 200, endpoint: '/productpage', body: `<h1>The Comedy of Errors</h1>\n${shown}\n` };
};

const SERVICES: Readonly<Record<string, Service>> = { productpage, details, reviews, ratings };

async function answered(asked: Asked, answer: Service): Promise<Reply> {
  if (asked.path === '/health') {
    return { ...json('/health', { status: 'healthy' }), isSafe: true };
  }
  return (await answer(asked)) ?? { status: 404, endpoint: 'other', isSafe: true, body: '{"message":"not found"}' };
}

async function starsFrom({ ask }: BookinfoPod): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await ask({ url: 'http://ratings:9080/ratings/0' });
  return status === 200 ? fieldsOf(fieldsOf(contentOf(body)).ratings) : {};
}

/** As the page has them: who served them, and stars in their colour. */
function shownReviews(content: unknown): string {
  const { podname, reviews: all } = fieldsOf(content);
  const lines = itemsOf(all).map((each) => {
    const { stars, color } = fieldsOf(fieldsOf(each).rating);
    return `<p>${textOf(fieldsOf(each).reviewer) ?? ''} ${shownStars(numberOf(stars) ?? 0, textOf(color) ?? '')}</p>`;
  });
  return [...lines, `Reviews served by: <u>${textOf(podname) ?? ''}</u>`].join('\n');
}

const shownStars = (count: number, color: string): string =>
  count === 0 ? '' : `<font color="${color}">${'★'.repeat(count)}</font>`;

const contentOf = (body: Uint8Array): unknown => JSON.parse(Buffer.from(body).toString()) as unknown;
