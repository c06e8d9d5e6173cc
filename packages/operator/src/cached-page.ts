import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { MetricsPage } from './telemetry.ts';

/** A page as it is sent; the bytes are shared by all who ask. */
export interface SentPage {
  readonly contentType: string;
  bytes(encoding: 'identity' | 'gzip'): Promise<Uint8Array>;
}

/** A page that was made, and the same smaller once somebody asked for that. */
interface Made {
  readonly plain: Uint8Array;
  smaller?: Promise<Uint8Array>;
}

/** For so many times as long as a page took to make, it is shown again: making it costs a tenth of the time at most. */
const TIMES = 9;
/** A page is never older than that, ms: no more than a scrape may miss. */
const OLDEST_MS = 5_000;
/** Label values repeat: the quickest level leaves a twentieth already. */
const LEVEL = { level: constants.Z_BEST_SPEED, chunkSize: 64 * 1024 };

/**
 * The same page, made once for all who ask at the same time, and shown again for a while. `elapsed` are milliseconds of
 * a clock that never jumps.
 */
export function cachedPage(page: MetricsPage, elapsed: () => number): SentPage {
  let making: Promise<Made> | undefined;
  let kept: { readonly made: Made; readonly until: number } | undefined;
  const make = async (): Promise<Made> => {
    const began = elapsed();
    try {
      const made = { plain: await bytesOf(page) };
      const now = elapsed();
      kept = { made, until: now + Math.min(OLDEST_MS, TIMES * (now - began)) };
      return made;
    } finally {
      making = undefined;
    }
  };
  return {
    contentType: page.contentType,
    bytes: async (encoding) => {
      const made = kept && elapsed() < kept.until ? kept.made : await (making ??= make());
      return encoding === 'gzip' ? smaller(made) : made.plain;
    },
  };
}

async function bytesOf(page: MetricsPage): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of page.pieces()) {
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}

/** Compressed once, by threads beside this one. */
async function smaller(made: Made): Promise<Uint8Array> {
  made.smaller ??= promisify(gzip)(made.plain, LEVEL);
  return made.smaller;
}
