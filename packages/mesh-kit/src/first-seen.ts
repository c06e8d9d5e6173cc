import type { Canary, KubeObject } from '@flagger/api';
import { lossRefused } from './loss.ts';
import { isTakenOver } from './original.ts';
import { isOwned } from './owned.ts';
import type { Share, Two } from './shares.ts';

/** Whether nothing of an object is the Canary's yet. `isRouted`: it leads somebody to the primary or the canary. */
export const isFirstSeen = (canary: Canary, found: KubeObject, isRouted: boolean): boolean =>
  !isRouted && !isOwned(canary, found.metadata) && !isTakenOver(found);

/** Throws `Stop` where somebody's object has shares above 0 for others than `ours`: our split would end them. */
export function refuseOthers(found: KubeObject, shares: readonly Share[], ours: Two & { readonly apex: string }): void {
  const names = new Set<string | undefined>(Object.values(ours));
  const others = shares.filter(({ to, percent }) => percent !== 0 && !names.has(to));
  if (others.length > 0) {
    const lost = [...new Set(others.map(({ to }) => to ?? 'no service'))];
    throw lossRefused(found, {
      lost: `a share for ${lost.join(', ')}`,
      allowed: `whose shares lead to ${ours.apex} alone`,
    });
  }
}
