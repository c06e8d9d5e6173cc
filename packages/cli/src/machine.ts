import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout as after } from 'node:timers/promises';
import { styleText } from 'node:util';
import { EXIT } from './exit.ts';
import type { Files, Io } from './io.ts';

const REPLY_MS = 10_000;

/** This machine. */
export function thisMachine(): Io {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => interrupted.abort());
  }
  endsUnread();
  return {
    out: (text) => void process.stdout.write(text),
    say: (line) => void process.stderr.write(`${line}\n`),
    environment: process.env,
    home: homedir(),
    screen: {
      isTerminal: process.stdout.isTTY,
      get rows() {
        return process.stdout.rows;
      },
      get columns() {
        return process.stdout.columns;
      },
      // without a terminal, or with NO_COLOR, styleText leaves the text as it is
      paint: (style, text) => styleText(style, text, { stream: process.stdout }),
    },
    files: FILES,
    signal: interrupted.signal,
    now: () => Date.now(),
    pause: (ms) => after(ms, undefined, { signal: interrupted.signal }).catch(() => undefined),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    fetch: async (url, request) => {
      const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(REPLY_MS)]);
      const response = await fetch(url, { ...request, signal });
      return { status: response.status, text: await response.text() };
    },
  };
}

/** Without this, a stack trace is what a person sees of `kubectl flagger get -w | head -1`. */
function endsUnread(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? EXIT.unread : EXIT.error));
  }
}

/** The disk, for who reads files. */
export const FILES: Files = {
  read: async (path) => (path === '-' ? textOf(process.stdin) : readFileSync(path, 'utf8')),
  kindOf: async (path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && (found.isDirectory() ? 'folder' : 'file');
  },
  list: async (folder) =>
    readdirSync(folder, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
};

async function textOf(stream: NodeJS.ReadStream): Promise<string> {
  stream.setEncoding('utf8');
  let text = '';
  for await (const part of stream) {
    text += String(part);
  }
  return text;
}
