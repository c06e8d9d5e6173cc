import { appendFileSync } from 'node:fs';
import type { Log } from '@flagger/api';

/** A log that adds one line of JSON to a file for each message but those for debugging. */
export function fileLog(path: string): Log {
  const write =
    (level: string) =>
    (message: string, keys: Readonly<Record<string, unknown>> = {}): void => {
      appendFileSync(path, `${JSON.stringify({ time: new Date().toISOString(), level, message, ...keys })}\n`);
    };
  return { debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error') };
}
