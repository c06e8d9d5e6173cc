import type { MetricsPage } from './telemetry.ts';

/** For so many times as long as a page took to make, it is shown again: making it costs a tenth of the time at most. */
const TIMES = 9;
/** A page is never older than that, ms: no more than a scrape may miss. */
const OLDEST_MS = 5_000;

/**
 * The same page, made once for all who ask at the same time, and shown again for a while. `elapsed` are milliseconds of
 * a clock that never jumps.
 */
export function cachedPage(page: MetricsPage, elapsed: () => number): MetricsPage {
  let making: Promise<string> | undefined;
  let kept: { readonly text: string; readonly until: number } | undefined;
  const make = async (): Promise<string> => {
    const began = elapsed();
    try {
      const text = await page.body();
      const now = elapsed();
      kept = { text, until: now + Math.min(OLDEST_MS, TIMES * (now - began)) };
      return text;
    } finally {
      making = undefined;
    }
  };
  return {
    contentType: page.contentType,
    body: async () => {
      if (kept !== undefined && elapsed() < kept.until) {
        return kept.text;
      }
      making ??= make();
      return making;
    },
  };
}
