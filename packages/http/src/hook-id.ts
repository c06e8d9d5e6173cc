import { createHash } from 'node:crypto';
import type { Webhook } from '@flagger/api';

/** The header by which a receiver knows a call again: the same in every attempt, also after a crash. */
export const hookId = (id: string): { readonly 'X-Flagger-Id': string } => ({ 'X-Flagger-Id': id });

/**
 * The part of an id that is one hook's own: it stays when other hooks are edited; hooks of one name are counted. It is
 * hashed, since a name may hold what a header may not.
 */
export function partOfHook(hooks: readonly Pick<Webhook, 'name'>[], index: number): string {
  const name = hooks[index]?.name;
  const before = hooks.slice(0, index).filter((hook) => hook.name === name).length;
  return createHash('sha256')
    .update(JSON.stringify([name, before]))
    .digest('hex')
    .slice(0, 8);
}
