import type { Webhook } from '@flagger/api';
import { hookId, isBusy, pause, pauseMs, request, shownAddress, type HttpAnswer, type Failed } from '@flagger/http';
import type { ChecksOptions } from './options.ts';

/** One call to make, with as many attempts as its hook allows. */
export interface Call {
  readonly hook: Webhook;
  readonly body: object;
  /** The same in every attempt, also after a crash: sent as `X-Flagger-Id`. */
  readonly id: string;
  readonly timeoutMs: number;
  /** `name.namespace`, for the log. */
  readonly canary: string;
  readonly options: Pick<ChecksOptions, 'clock' | 'chance' | 'log' | 'denyLocalWebhooks' | 'wire'>;
  readonly signal: AbortSignal;
}

/** The server answered. `body` is read only where it is the reason of a no, and cut where it is long. */
interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs: number | undefined;
}

/** What a webhook said; `isUnreached` where nobody answered at all. */
export interface Called {
  readonly ok: boolean;
  readonly message: string;
  readonly isUnreached?: true;
}

const LONGEST_BODY = 4096;

/**
 * Calls a webhook. Up to 202 is a yes; the message of a no is the body of the answer, or that attempts were given up.
 */
export async function callWebhook(call: Call): Promise<Called> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await post(call);
    if (outcome.kind === 'answered' && !isBusy(outcome.status)) {
      return outcome.status <= 202 ? { ok: true, message: '' } : { ok: false, message: outcome.body };
    }
    if (attempt > (call.hook.retries ?? 0) || isFinal(outcome)) {
      return { ok: false, message: gaveUp(call, attempt, outcome), ...(isNobody(outcome) && { isUnreached: true }) };
    }
    call.options.log.debug('Webhook did not answer, trying again', {
      canary: call.canary,
      webhook: call.hook.name,
      attempt,
    });
    await pause(call.options.clock, pauseMs(attempt, askedPause(outcome), call.options.chance?.()), call.signal);
  }
}

function post({ hook, body, id, timeoutMs, options, signal }: Call): Promise<Answered | Failed> {
  const call = {
    url: hook.url,
    body,
    headers: hookId(id),
    timeoutMs,
    anyCertificate: hook.disableTLS,
    denyLocal: options.denyLocalWebhooks,
    wire: options.wire,
  };
  return request(call, { clock: options.clock, signal }, answered);
}

async function answered({ status, retryAfterMs, text }: HttpAnswer): Promise<Answered> {
  const body = status > 202 && !isBusy(status) ? await text(LONGEST_BODY) : '';
  return { kind: 'answered', status, body, retryAfterMs };
}

const isFinal = (outcome: Answered | Failed): boolean => outcome.kind === 'failed' && outcome.isFinal;

/** A proxy answers so when it has reached nobody. */
const isNobody = (outcome: Answered | Failed): boolean =>
  outcome.kind === 'failed' || (outcome.status >= 502 && outcome.status <= 504);

const askedPause = (outcome: Answered | Failed): number | undefined =>
  outcome.kind === 'answered' ? outcome.retryAfterMs : undefined;

function gaveUp({ hook }: Call, attempt: number, outcome: Answered | Failed): string {
  const reason = outcome.kind === 'failed' ? `: Post "${shownAddress(hook.url)}": ${outcome.reason}` : '';
  return `POST ${shownAddress(hook.url)} giving up after ${attempt} attempt(s)${reason}`;
}
