import { createLogger, format, transports } from 'winston';
import { redactedText, type Log } from '@flagger/api';
import type { LogLevel } from './flag-kinds.ts';
import { redacted } from './redact.ts';

const LEVELS: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 };

/**
 * The log of the program: one JSON object a line, with the keys of Flagger's: `level`, `ts` (ISO 8601, UTC),
 * `caller`, `msg`, `stacktrace`, and whatever else is told. No secret gets through. `sink` is where lines go, e.g.
 * `process.stdout`.
 */
export function winstonLog(level: LogLevel, sink: NodeJS.WritableStream): Log {
  const logger = createLogger({
    level,
    levels: LEVELS,
    format: format.printf(({ message }) => String(message)),
    // winston's types know its transports as interfaces only
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
    transports: [new transports.Stream({ stream: sink, eol: '\n' })],
  });
  const at = (each: LogLevel): Log['info'] =>
    function write(message, keys = {}) {
      if (logger.isLevelEnabled(each)) {
        logger.log(each, line({ level: each, message, keys, caller: callerOf(write) }));
      }
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

interface Entry {
  readonly level: LogLevel;
  readonly message: string;
  readonly keys: Readonly<Record<string, unknown>>;
  readonly caller: string;
}

function line({ level, message, keys, caller }: Entry): string {
  const known = { level, ts: new Date().toISOString(), caller, msg: redactedText(message) };
  const { error } = keys;
  const stack =
    level === 'error' && error instanceof Error && error.stack !== undefined
      ? { stacktrace: redactedText(error.stack) }
      : {};
  // known keys twice: they come first, and none can be overwritten
  return JSON.stringify({ ...known, ...redacted(keys), ...stack, ...known });
}

/** Who called `below`, as `folder/file.ts:line`. */
function callerOf(below: Log['info']): string {
  const trace: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(trace, below);
  Error.stackTraceLimit = limit;
  const [, folder, file, row] = /([^/\\]+)[/\\](?:src[/\\])?([^/\\]+):(\d+):\d+\)?$/.exec(trace.stack ?? '') ?? [];
  return file === undefined ? '' : `${folder}/${file}:${row}`;
}
