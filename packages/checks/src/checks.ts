import type { Checks, Finding, QuestionKind, Side, WebhookType } from '@flagger/api';
import { findCounts } from './compared.ts';
import { isLast, type Inquiry } from './inquiry.ts';
import { mergedPrometheus } from './merging/merged-prometheus.ts';
import { Together } from './merging/together.ts';
import { findMetrics } from './metrics.ts';
import { findOnline } from './online.ts';
import type { ChecksOptions } from './options.ts';
import { findReplies } from './replies.ts';

/**
 * Finds out by calling webhooks and asking Prometheus. Findings end at the first that decides; only an aborted signal
 * makes it throw.
 */
export function createChecks(options: ChecksOptions): Checks {
  const { clock, mergeMs = 0 } = options;
  const merged = mergeMs > 0 ? mergedPrometheus(new Together({ windowMs: mergeMs, clock })) : undefined;
  return {
    find: async (question, canary, signal) => {
      signal.throwIfAborted();
      return finderOf(question.what)({ question, canary, options, signal, merged });
    },
  };
}

type Find = (inquiry: Inquiry) => Promise<readonly Finding[]>;

function finderOf(what: QuestionKind): Find {
  switch (what) {
    case 'check':
      return findCheck;
    case 'metrics-online':
      return async (inquiry) => [await findOnline(inquiry)];
    case 'target-pods':
      return findPods('target');
    case 'primary-pods':
      return findPods('primary');
    default:
      return findHooks(what);
  }
}

const findHooks =
  (type: WebhookType): Find =>
  (inquiry) =>
    findReplies(inquiry, type);

const findPods =
  (side: Side): Find =>
  async ({ canary, options, signal }) => {
    const trouble = await options.pods?.trouble(canary, side, signal);
    return [{ kind: 'pods', ...(trouble && { trouble }) }];
  };

/** Hooks come first: they may make the traffic that metrics measure. Requests are compared where all else passed. */
async function findCheck(inquiry: Inquiry): Promise<readonly Finding[]> {
  const replies = await findReplies(inquiry, 'rollout');
  const passes = (findings: readonly Finding[]): boolean => findings.every((finding) => !isLast(inquiry, finding));
  if (!passes(replies)) {
    return replies;
  }
  const metrics = await findMetrics(inquiry);
  return [...replies, ...metrics, ...(passes(metrics) ? await findCounts(inquiry) : [])];
}
