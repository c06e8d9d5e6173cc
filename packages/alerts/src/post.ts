import { goDuration } from '@flagger/api';
import { isBusy, request, type HttpAnswer, type Failed as Unanswered, type Within } from '@flagger/http';

/** One request to make. Its address, headers and proxy may hold secrets. */
export interface Post {
  readonly url: string;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one attempt may take, ms. */
  readonly timeoutMs: number;
  /** Undefined: the proxy of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`), if any. */
  readonly proxyUrl?: string | undefined;
  readonly anyCertificate?: boolean | undefined;
  /** Loopback and link-local addresses are not called. */
  readonly denyLocal?: boolean | undefined;
  /** Why an answer of 2xx is a no after all, without secrets; undefined where it is a yes. */
  readonly refusal?: ((answer: string) => string | undefined) | undefined;
}

export type Outcome = { readonly kind: 'delivered' } | Failed;

/** `reason` holds no secrets; `isFinal` where another attempt would end the same way. */
export interface Failed {
  readonly kind: 'failed';
  readonly reason: string;
  readonly isFinal: boolean;
  /** How long the server asked to be left alone, ms. */
  readonly retryAfterMs?: number | undefined;
}

const LONGEST_ANSWER = 4096;
const DELIVERED: Outcome = { kind: 'delivered' };

/** One attempt; any 2xx is a yes. Never throws; ends at once when the signal aborts. */
export async function post(given: Post, within: Within): Promise<Outcome> {
  try {
    const outcome = await request(given, within, (answer) => judged(given, answer));
    return 'why' in outcome ? unanswered(given, outcome) : outcome;
  } catch {
    return { kind: 'failed', reason: 'stopped', isFinal: true };
  }
}

/** In words that name no host, for the log. */
function unanswered({ timeoutMs }: Post, { why, code = 'the request could not be made', isFinal }: Unanswered): Failed {
  const reason = { address: 'not an http address', late: `no answer within ${goDuration(timeoutMs)}`, network: code };
  return { kind: 'failed', reason: reason[why], isFinal };
}

async function judged({ refusal }: Post, { status, retryAfterMs, text }: HttpAnswer): Promise<Outcome> {
  const isYes = status >= 200 && status < 300;
  // what cannot be read is empty, since the yes before it was heard
  const problem = isYes ? refusal?.(await text(LONGEST_ANSWER).catch(() => '')) : `HTTP ${status}`;
  return problem === undefined
    ? DELIVERED
    : { kind: 'failed', reason: problem, isFinal: !isBusy(status), retryAfterMs };
}
