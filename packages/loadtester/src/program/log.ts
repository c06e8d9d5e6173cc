import { createLogger, format, transports } from 'winston';
import { type Log, redactedText } from '@flagger/api';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

const LEVELS: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 };

/**
 * The log of the program: one JSON object a line, with `level`, `ts` (ISO 8601, UTC), `msg` and whatever else is told.
 * No secret that shows by its form gets through.
 */
export function winstonLog(level: LogLevel, sink: NodeJS.WritableStream, now: () => number): Log {
  const logger = createLogger({
    level,
    levels: LEVELS,
    format: format.printf(({ message }) => String(message)),
    // winston's types know its transports as interfaces only
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
    transports: [new transports.Stream({ stream: sink, eol: '\n' })],
  });
  const at =
    (each: LogLevel): Log['info'] =>
    (message, keys = {}) => {
      if (logger.isLevelEnabled(each)) {
        const known = { level: each, ts: new Date(now()).toISOString(), msg: message };
        logger.log(each, JSON.stringify({ ...known, ...shown(keys), ...known }));
      }
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

const shown = (keys: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, readable(value)]));

function readable(value: unknown): unknown {
  if (value instanceof Error) {
    return redactedText(value.cause instanceof Error ? `${value.message}: ${value.cause.message}` : value.message);
  }
  return typeof value === 'string' ? redactedText(value) : value;
}
