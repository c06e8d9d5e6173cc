import { createHash } from 'node:crypto';
import { parseGoDuration, webhooksOf, type Finding, type Webhook, type WebhookType } from '@flagger/api';
import type { Inquiry } from './checks.ts';
import { callWebhook } from './webhook.ts';

type Reply = Extract<Finding, { readonly kind: 'reply' }>;

/**
 * Calls the hooks of one type in spec order, up to the first that fails; of `rollback` up to the first that succeeds.
 */
export async function findReplies(inquiry: Inquiry, type: WebhookType): Promise<readonly Reply[]> {
  const hooks = webhooksOf(inquiry.canary, type);
  const replies: Reply[] = [];
  for (const [index, { name }] of hooks.entries()) {
    const result = await call(inquiry, hooks, index);
    replies.push({ kind: 'reply', hook: type, name, ...result });
    if (result.ok === (type === 'rollback')) {
      break;
    }
  }
  return replies;
}

async function call({ question, canary, options, signal }: Inquiry, hooks: readonly Webhook[], index: number) {
  const hook = hooks[index];
  if (!hook) {
    return { ok: false, message: 'no such hook' };
  }
  const { name, namespace } = canary.metadata;
  const body = { name, namespace, phase: question.phase, checksum: question.checksum, ...metadataOf(hook) };
  const timeoutMs = timeoutOf(hook) ?? options.webhookTimeoutMs ?? 10_000;
  return callWebhook({
    hook,
    body,
    id: `${question.id}.${suffixOf(hooks, index)}`,
    timeoutMs,
    canary: `${name}.${namespace}`,
    options,
    signal,
  });
}

/** The same when a question is asked again, also after an edit of other hooks; hooks of one name are counted. */
function suffixOf(hooks: readonly Webhook[], index: number): string {
  const name = hooks[index]?.name ?? '';
  const before = hooks.slice(0, index).filter((hook) => hook.name === name).length;
  return createHash('sha256')
    .update(JSON.stringify([name, before]))
    .digest('hex')
    .slice(0, 8);
}

/** With sorted keys and left out where empty, as Go writes a map. */
function metadataOf({ metadata = {} }: Webhook): { readonly metadata?: Readonly<Record<string, string>> } {
  const entries = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length > 0 ? { metadata: Object.fromEntries(entries) } : {};
}

function timeoutOf({ timeout = '' }: Webhook): number | undefined {
  const milliseconds = parseGoDuration(timeout) ?? 0;
  return milliseconds > 0 ? milliseconds : undefined;
}
