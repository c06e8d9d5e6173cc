import { performance } from 'node:perf_hooks';

/** What is looked at to tell whether a collection is worth its while. */
export interface Heap {
  /** Bytes in use by JavaScript objects, with what is garbage by now. */
  readonly used: () => number;
  /** Bytes that V8 holds for them. */
  readonly held: () => number;
  /** The share of the time since the last call in which the event loop was busy, from 0 to 1. */
  readonly busy: () => number;
  /** Collects all garbage and gives its memory back; nothing else gets its turn meanwhile. */
  readonly collect: () => void;
  /** Goes on by itself, ms. */
  readonly now: () => number;
}

const LOOK_EVERY_MS = 10_000;
/** Up to here the process is quiet: a collection delays nobody. */
const QUIET = 0.05;
/** So much more than after the last collection is worth another one. */
const GROWTH = 1.1;
const LEAST_BYTES = 4 * 2 ** 20;
/** A collection moves only so much together: where it gave back this share, and there is so much more than is used, another one follows. */
const LESS = 0.95;
const SLACK = 1.1;
/** Collections take at most a hundredth of the time. */
const REST = 100;

/**
 * A look at the heap, to be called from time to time: gives back what was needed while there was much to do, once there
 * is little to do. V8 itself collects as objects are made, so a process with nothing to do keeps its garbage.
 */
export function collectionWhenQuiet({ used, held, busy, collect, now }: Heap): () => void {
  let after = 0;
  let notBefore = 0;
  let gaveBack = false;
  const isWorthIt = (): boolean =>
    held() > after * GROWTH + LEAST_BYTES || (gaveBack && held() > used() * SLACK + LEAST_BYTES);
  return () => {
    const isQuiet = busy() <= QUIET;
    const began = now();
    if (isQuiet && began >= notBefore && isWorthIt()) {
      const before = held();
      collect();
      after = held();
      gaveBack = after < before * LESS;
      notBefore = now() + (now() - began) * REST;
    }
  };
}

/** Begins to look at the heap of this process; does nothing where Node runs without `--expose-gc`. */
export function collectWhenQuiet(): void {
  const { gc } = globalThis;
  if (!gc) {
    return;
  }
  let since = performance.eventLoopUtilization();
  const busy = () => {
    const { utilization } = performance.eventLoopUtilization(since);
    since = performance.eventLoopUtilization();
    return utilization;
  };
  const look = collectionWhenQuiet({
    used: () => process.memoryUsage().heapUsed,
    held: () => process.memoryUsage().heapTotal,
    busy,
    // a regular collection keeps the pages that it emptied
    collect: () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
    now: () => performance.now(),
  });
  setInterval(look, LOOK_EVERY_MS).unref();
}
