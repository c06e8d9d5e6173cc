import { createHash } from 'node:crypto';
import { type ConnectOptions, connect, createTransport, type Resource } from '@flagger/kubernetes';
import type { Time } from '../time.ts';
import { type Admission, shownIn } from './token.ts';

/** Port: whose a token is, by the name that the API server knows; undefined where it knows none. */
export type Review = (token: string) => Promise<string | undefined>;

/** How long an answer is believed, ms: a token that is taken back is refused by then. */
const BELIEVED_MS = 10_000;
/** So many answers are kept. */
const KEPT = 1_000;

/**
 * Who brings a token of one of these users (`system:serviceaccount:<namespace>:<name>`), by TokenReview. Nobody while
 * the API server cannot be asked.
 */
export function reviewed(review: Review, users: readonly string[], time: Pick<Time, 'elapsed'>): Admission {
  const known = new Map<string, { readonly admits: boolean; readonly at: number }>();
  return async ({ authorization = '' }) => {
    const token = shownIn(String(authorization));
    if (token === '') {
      return false;
    }
    // tokens themselves are not kept
    const key = createHash('sha256').update(token).digest('base64');
    const before = known.get(key);
    if (before !== undefined && time.elapsed() - before.at < BELIEVED_MS) {
      return before.admits;
    }
    const admits = await review(token).then(
      (user) => user !== undefined && users.includes(user),
      () => undefined,
    );
    known.delete(key);
    if (admits !== undefined) {
      known.set(key, { admits, at: time.elapsed() });
    }
    for (const oldest of [...known.keys()].slice(0, Math.max(0, known.size - KEPT))) {
      known.delete(oldest);
    }
    return admits === true;
  };
}

const TOKEN_REVIEWS: Resource = {
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'TokenReview',
  plural: 'tokenreviews',
  namespaced: false,
  verbs: ['create'],
};
/** Hooks wait for 10 s. */
const DEADLINE_MS = 5_000;

/** Asks the API server of a cluster; throws where nothing says how to reach one. */
export function clusterReview(where: ConnectOptions): Review {
  const transport = createTransport({ connection: connect(where) });
  return async (token) => {
    const { apiVersion, kind } = TOKEN_REVIEWS;
    const body = { apiVersion, kind, spec: { token } };
    return userIn(
      await transport.request({ resource: TOKEN_REVIEWS, place: {}, verb: 'create', body, deadlineMs: DEADLINE_MS }),
    );
  };
}

function userIn(answer: unknown): string | undefined {
  const status = recordAt(answer, 'status');
  const name = recordAt(status, 'user')?.['username'];
  return status?.['authenticated'] === true && typeof name === 'string' ? name : undefined;
}

function recordAt(value: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  const found = isRecord(value) ? value[key] : undefined;
  return isRecord(found) ? found : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
