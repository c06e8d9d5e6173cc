/**
 * What runs in the pods: an HTTP server on the address and the ports of every ready pod, gone TERM_SECONDS after it. (KWOK deletes at
 * once; a real container goes on that long between SIGTERM and its last request.) It answers {"version": tag of the image, "pod": name}:
 * 200, or 500 if the tag ends in -broken. 127.0.0.1:15090/metrics tells what they were asked, as pods that count themselves do.
 */
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { Agent, get } from 'node:https';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

const { clusters, users } = JSON.parse(readFileSync(process.env.KUBECONFIG_JSON, 'utf8'));
const [{ cluster }] = clusters;
const ca = Buffer.from(cluster['certificate-authority-data'], 'base64');
const headers = { authorization: `Bearer ${users[0].user.token}` };
const agent = new Agent({ keepAlive: true, ca });
const TERM_MS = Number(process.env.TERM_SECONDS ?? 3) * 1000;
const BOUNDS = [0.005, 0.025, 0.1, 0.5, 2.5];

/** Pods by uid, their servers by `address:port`, and what was counted by the labels. */
const running = new Map();
const servers = new Map();
const counted = new Map();

const say = (...words) => console.log(new Date().toISOString(), ...words);

function serve({ metadata: { uid, name, namespace }, spec, status: { podIP } }) {
  const places = spec.containers.flatMap(({ image, ports = [] }) =>
    ports.map(({ containerPort }) => {
      const place = `${podIP}:${containerPort}`;
      const owner = { uid, name, namespace, version: image.split(':').at(-1) };
      say(servers.has(place) ? 'taking over' : 'serving', `${namespace}/${name}`, owner.version, place);
      listen(place, owner);
      return place;
    }),
  );
  running.set(uid, { name: `${namespace}/${name}`, places });
}

/** KWOK gives the address of a deleted pod to the next one at once: then the server there answers for the new pod from that moment. */
function listen(place, owner) {
  const here = servers.get(place);
  if (here) {
    here.owner = owner;
    return;
  }
  const made = { owner, isStopping: false };
  servers.set(place, made);
  made.server = createServer((request, response) => {
    const from = performance.now();
    request.resume();
    response.statusCode = made.owner.version.endsWith('-broken') ? 500 : 200;
    response.setHeader('content-type', 'application/json');
    if (made.isStopping) {
      response.setHeader('connection', 'close');
    }
    response.end(JSON.stringify({ version: made.owner.version, pod: made.owner.name }));
    count(made.owner, response.statusCode, (performance.now() - from) / 1000);
  });
  made.server.keepAliveTimeout = 600_000;
  made.server.on('error', (error) => say(place, error.message));
  const [address, port] = place.split(':');
  made.server.listen(Number(port), address);
}

function count({ name, namespace }, status, seconds) {
  const labels = `kubernetes_namespace="${namespace}",kubernetes_pod_name="${name}",status="${status}"`;
  const of = counted.get(labels) ?? { requests: 0, seconds: 0, under: BOUNDS.map(() => 0) };
  counted.set(labels, of);
  of.requests += 1;
  of.seconds += seconds;
  BOUNDS.forEach((bound, index) => {
    of.under[index] += seconds <= bound ? 1 : 0;
  });
}

const metrics = () =>
  [...counted].flatMap(([labels, { requests, seconds, under }]) => [
    ...BOUNDS.map((bound, index) => `http_request_duration_seconds_bucket{${labels},le="${bound}"} ${under[index]}`),
    `http_request_duration_seconds_bucket{${labels},le="+Inf"} ${requests}`,
    `http_request_duration_seconds_sum{${labels}} ${seconds}`,
    `http_request_duration_seconds_count{${labels}} ${requests}`,
  ]);

async function stop(uid) {
  const { name, places } = running.get(uid) ?? {};
  if (!places) {
    return;
  }
  running.delete(uid);
  say('deleted', name);
  await wait(TERM_MS);
  for (const place of places) {
    const here = servers.get(place);
    if (here?.owner.uid === uid) {
      servers.delete(place);
      here.isStopping = true;
      here.server.close();
      here.server.closeIdleConnections();
    }
  }
  say('stopped', name);
}

function see(pod) {
  const { metadata, status, spec } = pod;
  const isReady = status.conditions?.some(({ type, status: said }) => type === 'Ready' && said === 'True');
  if (isReady && status.podIP && !spec.hostNetwork && !metadata.deletionTimestamp && !running.has(metadata.uid)) {
    serve(pod);
  }
}

const call = (path) =>
  new Promise((done, failed) => get(new URL(path, cluster.server), { agent, headers }, done).on('error', failed));

async function follow() {
  const { items, metadata } = await json(await call('/api/v1/pods'));
  const here = new Set(items.map((pod) => pod.metadata.uid));
  for (const uid of [...running.keys()].filter((each) => !here.has(each))) {
    void stop(uid);
  }
  items.forEach(see);
  const stream = await call(`/api/v1/pods?watch=1&resourceVersion=${metadata.resourceVersion}`);
  for await (const line of createInterface({ input: stream })) {
    const { type, object } = JSON.parse(line);
    if (type === 'ERROR') {
      return;
    }
    if (type === 'DELETED') {
      void stop(object.metadata.uid);
    } else {
      see(object);
    }
  }
}

createServer((_, response) => response.end(`${metrics().join('\n')}\n`)).listen(15090, '127.0.0.1');
for (;;) {
  await follow().catch((error) => say('watch', error.message));
  await wait(500);
}
