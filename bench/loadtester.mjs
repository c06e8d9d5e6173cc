// What the load generator of packages/loadtester gets through, against a server that answers at once in a process of its own; beside
// `hey` where that is installed. Prints requests a second, and how many a second were sent where 1,000 were ordered.
//   npm run bench -- loadtester [seconds] [connections]
// Then, how many gates are opened and asked about in a second over HTTP, by callers in a process of their own.
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { fileURLToPath } from 'node:url';

const SERVER = 'as a server';
const CALLERS = 'as callers';
/** What a load tester must hold, and how near to `hey` it must be. */
const GOAL = 1000;

switch (process.argv[2]) {
  case SERVER:
    serve();
    break;
  case CALLERS:
    process.send(await gates(Number(process.argv[3]), Number(process.argv[4])));
    break;
  default:
    await measure(Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 10));
}

function serve() {
  const server = createServer((_, response) => response.end('fine')).listen(0, '127.0.0.1', () =>
    process.send(server.address().port),
  );
}

async function measure(seconds, connections) {
  const server = itself(SERVER);
  const [port] = await once(server, 'message');
  const url = `http://127.0.0.1:${port}/`;
  const tester = await started();
  const isThere = hey({ url, connections: 1, seconds: 1 }) !== undefined;
  console.log(isThere ? 'beside hey:' : 'hey is not installed: ours alone');
  try {
    // one after the other, several times: other work on the machine falls on both
    for (const rate of [undefined, GOAL, undefined, GOAL, undefined, GOAL]) {
      const what = rate === undefined ? 'as many as get through' : `${rate}/s ordered`;
      const cpu = process.cpuUsage();
      const said = await tester.load({ url, connections, seconds, rate });
      const sent = Number(/requests: (\d+)/.exec(said)?.[1]);
      console.log(`ours, ${what}: ${said}; ${ofOneCore(cpu, sent)}`);
      if (isThere) {
        const { got, words } = hey({ url, connections, seconds, rate });
        console.log(`hey, the same: ${words}; ours are ${Math.round((rateIn(said) / got) * 100)} % of its requests`);
      }
    }
    const callers = itself(CALLERS, seconds, tester.port);
    const cpu = process.cpuUsage();
    const [asked] = await once(callers, 'message');
    const words = asked >= GOAL ? 'at least' : 'LESS than';
    console.log(
      `gates: ${asked} requests/s (half open, half check), ${words} ${GOAL}; ${ofOneCore(cpu, asked * seconds)}`,
    );
  } finally {
    server.kill();
    await tester.stop();
  }
}

const rateIn = (said) => Number(/rate: ([\d.]+)/.exec(said)?.[1]);

function itself(...args) {
  return fork(fileURLToPath(import.meta.url), args.map(String));
}

/** What one core would have done: on a machine that has more to do this says more than what was done. */
function ofOneCore(before, requests) {
  const { user, system } = process.cpuUsage(before);
  return `${Math.round(requests / ((user + system) / 1e6))}/s from one core`;
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
  const order = async (body) => {
    const response = await fetch(`http://127.0.0.1:${running.port}/`, {
      method: 'POST',
      body: JSON.stringify({ name: 'podinfo', namespace: 'test', ...body }),
    });
    return response.text();
  };
  return {
    port: running.port,
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
      const text = await order({ metadata: rate === undefined ? metadata : { ...metadata, rate: String(rate) } });
      return text.trim().split('\n').slice(0, 3).join('; ');
    },
  };
}

/** Opens a gate and asks about it, again and again, on ten connections that stay; how many requests a second. */
async function gates(seconds, port) {
  const agent = new Agent({ keepAlive: true, maxSockets: 10 });
  const end = performance.now() + seconds * 1000;
  let asked = 0;
  const one = async (number) => {
    while (performance.now() < end) {
      const name = `canary-${(number * 100 + asked) % 1000}`;
      await post({ agent, port, path: '/gate/open', name });
      await post({ agent, port, path: '/gate/check', name });
      asked += 2;
    }
  };
  await Promise.all(Array.from({ length: 10 }, (_, number) => one(number)));
  agent.destroy();
  return Math.round(asked / seconds);
}

function post({ agent, port, path, name }) {
  return new Promise((resolve, reject) => {
    const sent = request({ agent, port, path, host: '127.0.0.1', method: 'POST' }, (response) =>
      response.resume().on('end', resolve),
    );
    sent.on('error', reject).end(JSON.stringify({ name, namespace: 'test' }));
  });
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
  // bash says what it cost
  const { stdout, stderr, status } = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S"; time hey "$@"', 'hey', ...args], {
    encoding: 'utf8',
  });
  if (status === 127) {
    return undefined;
  }
  const got = Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1]);
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { got, words: `${got} requests/s; ${Math.round((got * seconds) / (user + system))}/s from one core` };
}
