// What a Node process holds: its heap after a collection, sockets, timers and, seen by the proxy in front of the API server, watches.
import { readdirSync, readlinkSync } from 'node:fs';
import { sleep } from '../cluster.mjs';
import { memory } from '../operator.mjs';

const MIB = 2 ** 20;

/** How long sockets and watches must be as many as they are before they count: longer than idle ones are kept, ms. */
const QUIET_MS = 8000;

export function socketsOf(pid) {
  const fds = `/proc/${pid}/fd`;
  return readdirSync(fds).filter((fd) => {
    try {
      return readlinkSync(`${fds}/${fd}`).startsWith('socket:');
    } catch {
      return false; // closed meanwhile
    }
  }).length;
}

/** Waits until as many sockets and watches are open as have been for a while. */
async function quiet(pid, proxy) {
  const seen = () => `${socketsOf(pid)} ${proxy.watches.size}`;
  let [open, since] = [seen(), Date.now()];
  while (Date.now() - since < QUIET_MS) {
    await sleep(250);
    const now = seen();
    if (now !== open) [open, since] = [now, Date.now()];
  }
}

/** What the process holds at rest; it was started with `--inspect` on this port. */
export async function footprint({ operator, proxy, inspectPort }) {
  await quiet(operator.pid, proxy);
  const sockets = socketsOf(operator.pid);
  const watches = proxy.watches.size;
  const { heapUsed, external, timers } = await collected(inspectPort);
  return {
    'heap and buffers, MiB': (heapUsed + external) / MIB,
    sockets,
    watches,
    timers,
    'resident, MiB': memory(operator.pid).rssMiB,
  };
}

const HELD = `JSON.stringify({
  ...process.memoryUsage(),
  timers: process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length,
})`;

/** What is in use after everything that nobody refers to is gone. */
async function collected(port) {
  const [{ webSocketDebuggerUrl }] = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  const socket = new WebSocket(webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error(`no inspector on port ${port}`)), { once: true });
  });
  const ask = asker(socket);
  try {
    // what finalizers let go of goes with the second
    for (let round = 0; round < 3; round++) await ask('HeapProfiler.collectGarbage');
    const { result } = await ask('Runtime.evaluate', { expression: HELD });
    return JSON.parse(result.value);
  } finally {
    socket.close();
  }
}

function asker(socket) {
  let last = 0;
  return (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const hear = ({ data }) => {
        const answer = JSON.parse(data);
        if (answer.id !== id) return;
        socket.removeEventListener('message', hear);
        if (answer.error) reject(new Error(`${method}: ${answer.error.message}`));
        else resolve(answer.result);
      };
      socket.addEventListener('message', hear);
      socket.send(JSON.stringify({ id, method, params }));
    });
}
