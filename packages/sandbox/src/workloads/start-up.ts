import { parseGoDuration } from '@flagger/api';
import { environmentOf, tagOf } from './image.ts';
import type { PodSpec } from './kinds.ts';

/** How a pod comes up: it is ready after a time, or never, because of what `never` says. */
export type StartUp = { readonly afterMs: number } | { readonly never: 'missing' | 'crash' | 'unready' };

/**
 * What the image's tag or the environment says of a pod's start-up. A tag that ends in `-missing` has no image to
 * pull, `-crash` ends again and again, `-unready` runs and is never ready; `PODINFO_START` says the same in a word,
 * or how long the start-up takes, e.g. `5s`.
 */
export function startUp({ containers }: PodSpec, usualMs: number): StartUp {
  const ways = containers.map((container) =>
    wayOf(
      environmentOf(container, 'PODINFO_START') ?? /-(missing|crash|unready)$/.exec(tagOf(container))?.[1],
      usualMs,
    ),
  );
  return (
    ways.find((way) => 'never' in way) ?? {
      afterMs: Math.max(usualMs, ...ways.map((way) => ('afterMs' in way ? way.afterMs : 0))),
    }
  );
}

function wayOf(says: string | undefined, usualMs: number): StartUp {
  if (says === 'missing' || says === 'crash' || says === 'unready') {
    return { never: says };
  }
  return { afterMs: parseGoDuration(says ?? '') ?? usualMs };
}
