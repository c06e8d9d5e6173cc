import type { Log } from '@flagger/api';

/** A log that keeps its lines. */
export interface KeptLog extends Log {
  readonly lines: readonly {
    readonly level: keyof Log;
    readonly message: string;
    readonly keys: Readonly<Record<string, unknown>>;
  }[];
}

export function keptLog(): KeptLog {
  const lines: { level: keyof Log; message: string; keys: Readonly<Record<string, unknown>> }[] = [];
  const at =
    (level: keyof Log): Log['info'] =>
    (message, keys = {}) =>
      void lines.push({ level, message, keys });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
