/**
 * load.mjs '[{"way": "gateway", "rate": 150, "url": …, "proxy"?: …, "headers"?: {…}}, …]': so many requests a second on each way, until
 * SIGTERM, then those that are open are waited for. One line a request on stdout: the way, when it began and ended (ms), the status or
 * the error's code, version and kind of the pod that answered (`1.1.0 canary`). The next request does not wait for the answer of the last.
 */
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';

const OPEN_AT_MOST = 128;
const agent = new Agent({ keepAlive: true, maxSockets: OPEN_AT_MOST });
const lines = [];
let isStopping = false;
process.on('SIGTERM', () => {
  isStopping = true;
});

const now = () => performance.timeOrigin + performance.now();

function runsOn(way) {
  const target = new URL(way.url);
  const via = new URL(way.proxy ?? way.url);
  const headers = { host: target.host, ...way.headers };
  const options = {
    host: via.hostname,
    port: via.port,
    agent,
    timeout: 30_000,
    path: way.proxy ? way.url : '/',
    headers,
  };
  return { name: way.way, rate: way.rate, options, sent: 0, open: 0 };
}

function send(run) {
  const from = now();
  run.sent += 1;
  run.open += 1;
  let isOver = false;
  const done = (status, by) => {
    if (!isOver) {
      isOver = true;
      run.open -= 1;
      lines.push([run.name, from.toFixed(1), now().toFixed(1), status, by].join(' '));
    }
  };
  const fail = ({ code = 'ERROR' }) => done(code, '- -');
  const asked = request(run.options, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (part) => (body += part));
    response.on('end', () => done(response.statusCode, answeredBy(body))).on('error', fail);
  });
  asked.on('timeout', () => asked.destroy(Object.assign(new Error('late'), { code: 'TIMEOUT' })));
  asked.on('error', fail).end();
}

function answeredBy(body) {
  try {
    const { version, pod } = JSON.parse(body);
    return `${version} ${pod.includes('-primary-') ? 'primary' : 'canary'}`;
  } catch {
    return '- -';
  }
}

const runs = JSON.parse(process.argv[2]).map(runsOn);
const started = performance.now();
const flush = () => lines.length > 0 && process.stdout.write(`${lines.splice(0).join('\n')}\n`);
const flushing = setInterval(flush, 200);
const timer = setInterval(() => {
  if (isStopping && runs.every(({ open }) => open === 0)) {
    clearInterval(timer);
    clearInterval(flushing);
    flush();
    agent.destroy();
    return;
  }
  const due = (performance.now() - started) / 1000;
  for (const run of isStopping ? [] : runs) {
    while (run.sent < due * run.rate && run.open < OPEN_AT_MOST / runs.length) {
      send(run);
    }
  }
}, 5);
