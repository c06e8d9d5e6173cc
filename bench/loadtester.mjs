// What packages/loadtester gets through, the program as it is shipped, in a process of its own: its load generator, against a server that
// answers at once, beside `hey` where that is installed; then its gates, opened and asked about over HTTP by callers in another process,
// in memory and in a ConfigMap of the sandbox's API server.
// Prints requests a second as they were, and what one core does: requests by the CPU seconds that the program itself says it took, which
// other work on the machine does not change.
//   npm run bench -- loadtester [seconds] [connections]
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVER = 'as a server';
const CALLERS = 'as callers';
const CLUSTER = 'as a cluster';
/** What a load tester must hold from one core. */
const GOAL = 1000;
/** How many seconds gates are called before it counts: a program that just started is compiled meanwhile. */
const WARM_S = 2;

function serve() {
  const server = createServer((_, response) => response.end('fine')).listen(0, '127.0.0.1', () =>
    process.send(server.address().port),
  );
}

async function measure(seconds, connections) {
  const server = itself(SERVER);
  const [port] = await once(server, 'message');
  const order = { url: `http://127.0.0.1:${port}/`, connections, seconds };
  const tester = await started();
  try {
    const isThere = (await hey({ ...order, connections: 1, seconds: 1 })) !== undefined;
    console.log(isThere ? 'beside hey:' : 'hey is not installed: ours alone');
    // one after the other, several times: other work on the machine falls on both
    for (const rate of [undefined, GOAL, undefined, GOAL, undefined, GOAL]) {
      await beside({ ...order, rate }, tester, isThere);
    }
    await gatesOf(tester, 'gates in memory', seconds);
  } finally {
    server.kill();
    await tester.stop();
  }
  await keptGates(seconds);
}

async function keptGates(seconds) {
  const cluster = itself(CLUSTER);
  const [kubeconfig] = await once(cluster, 'message');
  const tester = await started((folder) => {
    const file = join(folder, 'kubeconfig');
    writeFileSync(file, kubeconfig);
    return [`-kubeconfig=${file}`, '-gates-configmap=default/gates'];
  });
  try {
    await gatesOf(tester, 'gates in a ConfigMap', seconds);
  } finally {
    cluster.kill();
    await tester.stop();
  }
}

async function cluster() {
  const { startApiServer } = await import('../packages/api-server/src/index.ts');
  const server = await startApiServer({ token: 'secret' });
  process.send(server.kubeconfig());
}

async function beside(order, tester, isThere) {
  const what = order.rate === undefined ? 'as many as get through' : `${order.rate}/s ordered`;
  const { done: said, cpu } = await tester.costs(() => tester.load(order));
  console.log(`ours, ${what}: ${said}; ${perCore(Number(/requests: (\d+)/.exec(said)?.[1]), cpu)}`);
  if (isThere) {
    const { got, words } = await hey(order);
    const rate = Number(/rate: ([\d.]+)/.exec(said)?.[1]);
    console.log(`hey, the same: ${words}; ours are ${Math.round((rate / got) * 100)} % of its requests`);
  }
}

async function gatesOf(tester, what, seconds) {
  await called(WARM_S, tester.port);
  const { done: asked, cpu } = await tester.costs(() => called(seconds, tester.port));
  const words = asked / cpu >= GOAL ? 'at least' : 'LESS than';
  console.log(
    `${what}: ${Math.round(asked / seconds)} requests/s (half open, half check); ${perCore(asked, cpu)}, ${words} ${GOAL}`,
  );
}

const perCore = (requests, cpuSeconds) => `${Math.round(requests / cpuSeconds)}/s from one core`;

function itself(...args) {
  return fork(fileURLToPath(import.meta.url), args.map(String));
}

/** How many requests callers made. */
async function called(seconds, port) {
  const [asked] = await once(itself(CALLERS, seconds, port), 'message');
  return asked;
}

/** The program, built and started as it is installed, with more arguments that may need files. */
async function started(more = () => []) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-loadtester-'));
  const program = join(folder, 'loadtester.mjs');
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../packages/loadtester/build.mjs', import.meta.url)),
    program,
  ]);
  const args = [program, '-port=0', '-log-level=info', ...more(folder)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await portOf(child);
  const get = async (path, more = {}) =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { ...more, headers: { connection: 'close' } })).text();
  const cpuSeconds = async () => Number(/^process_cpu_seconds_total (\S+)/m.exec(await get('/metrics'))?.[1]);
  return {
    port,
    costs: async (work) => {
      const before = await cpuSeconds();
      const done = await work();
      return { done, cpu: (await cpuSeconds()) - before };
    },
    load: async (order) => {
      const body = JSON.stringify({ name: 'podinfo', namespace: 'test', metadata: metadataOf(order) });
      return (await get('/', { method: 'POST', body })).trim().split('\n').slice(0, 3).join('; ');
    },
    stop: async () => {
      child.kill();
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

/** The port that it says in its log; the rest of the log is thrown away. */
function portOf(child) {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the load tester ended with ${code}`)));
    child.stdout.on('data', (piece) => {
      const [, port] = /"port":(\d+)/.exec(String(piece)) ?? [];
      if (port !== undefined) {
        resolve(Number(port));
      }
    });
  });
}

const metadataOf = ({ url, connections, seconds, rate }) => ({
  type: 'http',
  url,
  connections: String(connections),
  duration: `${seconds}s`,
  wait: 'true',
  returnCmdOutput: 'true',
  ...(rate !== undefined && { rate: String(rate) }),
});

/** Opens a gate and asks about it, again and again, on ten connections that stay; how many requests. */
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
  return asked;
}

function post({ agent, port, path, name }) {
  return new Promise((resolve, reject) => {
    const sent = request({ agent, port, path, host: '127.0.0.1', method: 'POST' }, (response) =>
      response.resume().on('end', resolve),
    );
    sent.on('error', reject).end(JSON.stringify({ name, namespace: 'test' }));
  });
}

/** Undefined where it is not installed. */
async function hey({ url, connections, seconds, rate }) {
  const paced = rate === undefined ? [] : ['-q', String(rate / connections)];
  const args = ['-z', `${seconds}s`, '-c', String(connections), ...paced, url];
  // bash says what it cost
  const child = spawn('bash', ['-c', 'TIMEFORMAT="%U %S"; time hey "$@"', 'hey', ...args]);
  const [stdout, stderr, [status]] = await Promise.all([
    textIn(child.stdout),
    textIn(child.stderr),
    once(child, 'close'),
  ]);
  if (status === 127) {
    return undefined;
  }
  const got = Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1]);
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { got, words: `${got} requests/s; ${perCore(got * seconds, user + system)}` };
}

async function textIn(stream) {
  let text = '';
  for await (const piece of stream) {
    text += String(piece);
  }
  return text;
}

// last: what it calls is known by then
switch (process.argv[2]) {
  case SERVER:
    serve();
    break;
  case CALLERS:
    process.send(await gates(Number(process.argv[3]), Number(process.argv[4])));
    break;
  case CLUSTER:
    await cluster();
    break;
  default:
    await measure(Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 10));
}
