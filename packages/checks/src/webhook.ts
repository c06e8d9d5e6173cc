import type { Webhook } from '@flagger/api';
import { shownAddress } from './address.ts';
import { pause } from './deadline.ts';
import type { ChecksOptions } from './options.ts';
import { isBusy, post, type Answered, type Failed } from './post.ts';

/** One call to make, with as many attempts as its hook allows. */
export interface Call {
  readonly hook: Webhook;
  readonly body: object;
  /** The same in every attempt, also after a crash: sent as `X-Flagger-Id`. */
  readonly id: string;
  readonly timeoutMs: number;
  /** `name.namespace`, for the log. */
  readonly canary: string;
  readonly options: ChecksOptions;
  readonly signal: AbortSignal;
}

const LONGEST_PAUSE_MS = 30_000;

/**
 * Calls a webhook. Up to 202 is a yes; the message of a no is the body of the answer, or that attempts were given up.
 */
export async function callWebhook(call: Call): Promise<{ readonly ok: boolean; readonly message: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await post(call);
    if (outcome.kind === 'answered' && !isBusy(outcome.status)) {
      return outcome.status <= 202 ? { ok: true, message: '' } : { ok: false, message: outcome.body };
    }
    if (attempt > (call.hook.retries ?? 0) || isFinal(outcome)) {
      return { ok: false, message: gaveUp(call, attempt, outcome) };
    }
    call.options.log.debug('Webhook did not answer, trying again', {
      canary: call.canary,
      webhook: call.hook.name,
      attempt,
    });
    await pause(call.options.clock, pauseMs(attempt, outcome), call.signal);
  }
}

const isFinal = (outcome: Answered | Failed): boolean => outcome.kind === 'failed' && outcome.isFinal;

function gaveUp({ hook }: Call, attempt: number, outcome: Answered | Failed): string {
  const reason = outcome.kind === 'failed' ? `: Post "${shownAddress(hook.url)}": ${outcome.reason}` : '';
  return `POST ${shownAddress(hook.url)} giving up after ${attempt} attempt(s)${reason}`;
}

/** 1 s, 2 s, 4 s …, unless the server says how long. */
function pauseMs(attempt: number, outcome: Answered | Failed): number {
  const asked = outcome.kind === 'answered' ? outcome.retryAfterMs : undefined;
  return Math.min(LONGEST_PAUSE_MS, asked ?? 1000 * 2 ** (attempt - 1));
}
