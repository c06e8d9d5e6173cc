import { createServer } from 'node:net';

/** Below those that this machine gives to outgoing connections, which may come at any moment. */
const RANGE = { from: 20_000, count: 12_000 };
const TRIES = 100;

/** A port of this machine that nobody listens on right now. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = RANGE.from + Math.floor(Math.random() * RANGE.count);
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Error(`no free port was found from ${RANGE.from} to ${RANGE.from + RANGE.count}`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
