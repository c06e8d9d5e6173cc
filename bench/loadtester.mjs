// What the load generator of packages/loadtester gets through, against a server that answers at once in a process of its own; beside
// `hey` where that is installed. Prints requests a second, and how many a second were sent where 1,000 were ordered.
//   node --experimental-transform-types --no-warnings bench/loadtester.mjs [seconds] [connections]
// Then, how many gates are opened and asked about in a second over HTTP.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const SERVER = 'as a server';
if (process.argv[2] === SERVER) {
  const server = createServer((_, response) => response.end('fine')).listen(0, '127.0.0.1', () =>
    process.send(server.address().port),
  );
} else {
  await measure(Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 10));
}

async function measure(seconds, connections) {
  const server = fork(fileURLToPath(import.meta.url), [SERVER]);
  const [port] = await once(server, 'message');
  const url = `http://127.0.0.1:${port}/`;
  const tester = await started();
  try {
    for (const rate of [undefined, 1000]) {
      const ours = await tester.load({ url, connections, seconds, rate });
      console.log(`ours, ${rate === undefined ? 'as many as get through' : `${rate}/s ordered`}: ${ours}`);
      const theirs = hey({ url, connections, seconds, rate });
      console.log(theirs === undefined ? 'hey is not installed' : `hey, the same: ${theirs}`);
    }
    console.log(
      `gates: ${await tester.gates(seconds)} requests/s (half of them open, half check), from one process with the caller`,
    );
  } finally {
    server.kill();
    await tester.stop();
  }
}

async function started() {
  const { start } = await import('../packages/loadtester/src/index.ts');
  const time = {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const running = await start({ port: 0 }, { time, log, environment: process.env });
  const at = (path) => `http://127.0.0.1:${running.port}${path}`;
  const post = async (path, body) => {
    const response = await fetch(at(path), {
      method: 'POST',
      body: JSON.stringify({ name: 'podinfo', namespace: 'test', ...body }),
    });
    return response.text();
  };
  return {
    stop: () => running.stop(),
    load: async ({ url, connections, seconds, rate }) => {
      const metadata = {
        type: 'http',
        url,
        connections: String(connections),
        duration: `${seconds}s`,
        wait: 'true',
        returnCmdOutput: 'true',
      };
      const text = await post('/', { metadata: rate === undefined ? metadata : { ...metadata, rate: String(rate) } });
      return text.trim().split('\n').slice(0, 3).join('; ');
    },
    gates: async (seconds) => {
      const end = performance.now() + seconds * 1000;
      let asked = 0;
      const one = async (number) => {
        while (performance.now() < end) {
          const name = `canary-${(number * 100 + asked) % 1000}`;
          await post('/gate/open', { name });
          await post('/gate/check', { name });
          asked += 2;
        }
      };
      await Promise.all(Array.from({ length: 10 }, (_, number) => one(number)));
      return Math.round(asked / seconds);
    },
  };
}

function hey({ url, connections, seconds, rate }) {
  const args = [
    '-z',
    `${seconds}s`,
    '-c',
    String(connections),
    ...(rate === undefined ? [] : ['-q', String(rate / connections)]),
    url,
  ];
  try {
    return /Requests\/sec:\s*([\d.]+)/.exec(execFileSync('hey', args, { encoding: 'utf8' }))?.[1];
  } catch (error) {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
