import { nameOf, parseGoDuration, webhooksOf, type Finding, type Webhook, type WebhookType } from '@flagger/api';
import { partOfHook } from '@flagger/http';
import { isLast, type Inquiry } from './inquiry.ts';
import { callWebhook } from './webhook.ts';

type Reply = Extract<Finding, { readonly kind: 'reply' }>;

/** Calls the hooks of one type in spec order, up to the first whose reply decides. */
export async function findReplies(inquiry: Inquiry, type: WebhookType): Promise<readonly Reply[]> {
  const hooks = webhooksOf(inquiry.canary, type);
  const replies: Reply[] = [];
  for (const [index, { name }] of hooks.entries()) {
    const result = await call(inquiry, hooks, index);
    const reply: Reply = { kind: 'reply', hook: type, name, ...result };
    replies.push(reply);
    if (isLast(inquiry, reply)) {
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
    id: `${question.id}.${partOfHook(hooks, index)}`,
    timeoutMs,
    canary: nameOf(canary),
    options,
    signal,
  });
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
