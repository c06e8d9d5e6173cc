import type { Server } from 'node:http';
import { askOf, freePort } from '@flagger/sandbox';
import { afterEach, describe, expect, it } from '@jest/globals';
import { asJson, asMergePatch, type Kube } from '../../compare/kube.ts';
import { textOf, treeOf, valueAt, type Tree } from '../../compare/values.ts';
import { CaseCluster } from '../cases/case-cluster.ts';
import { example, withTag } from '../examples.ts';
import { appliedIn } from '../podinfo.ts';
import { served } from '../served.ts';
import { DASHBOARDS, isAnswered, queriesOf, type Query } from './dashboards.ts';
import { hasPrometheus, scraping, type Scraping } from './debians-prometheus.ts';

interface Way {
  readonly mesh: string;
  readonly file: string;
  readonly dashboard: string;
  /** What users ask for; the apex Service where absent. */
  readonly users?: string;
}

const HOST = 'http://app.example.com/';
const WAYS: readonly Way[] = [
  { mesh: 'istio', file: 'istio-canary.yaml', dashboard: 'istio-canary' },
  { mesh: 'appmesh', file: 'appmesh-canary.yaml', dashboard: 'appmesh-canary' },
  { mesh: 'gloo', file: 'gloo-canary.yaml', dashboard: 'envoy-canary', users: HOST },
  { mesh: 'contour', file: 'contour-canary.yaml', dashboard: 'contour-canary', users: HOST },
  { mesh: 'linkerd', file: 'smi-canary.yaml', dashboard: 'linkerd-canary' },
  { mesh: 'nginx', file: 'nginx-canary.yaml', dashboard: 'nginx-canary', users: HOST },
  { mesh: 'traefik', file: 'traefik-canary.yaml', dashboard: 'traefik-canary', users: HOST },
  { mesh: 'kubernetes', file: 'kubernetes-blue-green.yaml', dashboard: 'pods-canary' },
  {
    mesh: 'gatewayapi:v1',
    file: 'gatewayapi-canary.yaml',
    dashboard: 'pods-canary',
    users: 'http://podinfo.example.com/',
  },
];

/** Of the kubelet, which nobody plays. */
const OF_THE_KUBELET = /\bcontainer_/;

let cluster: CaseCluster | undefined;
let debians: Scraping | undefined;
let receiver: Server | undefined;

afterEach(async () => {
  await debians?.stop();
  await cluster?.stop();
  receiver?.close();
  receiver?.closeAllConnections();
  cluster = debians = receiver = undefined;
});

describe('the dashboards', () => {
  it('are all asked', () => {
    const asked = [...WAYS.map(({ dashboard }) => dashboard), 'canary', 'fleet'];
    expect([...new Set(asked)].sort()).toEqual([...DASHBOARDS].sort());
  });

  it.each(WAYS)('$dashboard, $mesh: every query is answered in the course of a release', async (way) => {
    const servers = await begun(way);
    const left = new Map(servers.map((server) => [server, wantedOf(way)]));
    const ask = async (): Promise<void> => {
      for (const [server, queries] of left) {
        left.set(server, await unanswered(server, queries));
      }
    };
    await untilPhase('Initialized', ask);
    await release('6.0.1');
    await untilPhase('Succeeded', ask);
    if (asksOperator(way)) {
      await pause('1 by a story');
      await asLong(15, ask, async () => false);
      await pause(null);
      await release('6.0.2-bad');
      await untilPhase('Failed', ask);
    }
    await asLong(20, ask, async () => [...left.values()].every(({ length }) => length === 0));
    expect(Object.fromEntries(left)).toEqual(Object.fromEntries(servers.map((server) => [server, []])));
  });
});

/** One of them also asks what no mesh counts, for which a release must fail, and wait. */
const asksOperator = ({ mesh }: Way): boolean => mesh === 'istio';

/** What must be answered: the dashboards of the operator once, those of the mesh each. */
const wantedOf = (way: Way): readonly Query[] =>
  [way.dashboard, ...(asksOperator(way) ? ['canary', 'fleet'] : [])]
    .flatMap(queriesOf)
    .filter(({ query }) => !OF_THE_KUBELET.test(query));

async function unanswered(server: string, queries: readonly Query[]): Promise<readonly Query[]> {
  const answers = await Promise.all(queries.map((query) => isAnswered(server, query)));
  return queries.filter((_, index) => answers[index] !== true);
}

/** A cluster with users and an operator, and the addresses of both Prometheuses that scrape it. */
async function begun({ mesh, file, users = 'http://podinfo.test/' }: Way): Promise<readonly string[]> {
  const port = await freePort();
  const { url, server } = await served(async () => ({ code: 200, body: 'OK' }));
  receiver = server;
  const page = `http://127.0.0.1:${port}/metrics`;
  const flags = [`-port=${port}`, `-event-webhook=${url}/`];
  cluster = await CaseCluster.of(mesh, { flags, scrape: [page], users: { ask: askOf(users) } });
  const { kube, sandbox } = cluster;
  debians = hasPrometheus() ? await scraping([sandbox.mesh.metricsUrl, page]) : undefined;
  await kube.must('POST', '/api/v1/namespaces', asJson({ metadata: { name: 'test' } }));
  for (const object of [...example('podinfo.yaml', 'test'), ...example(file, 'test')]) {
    await kube.must('POST', await pathOf(kube, object), asJson(object));
  }
  return [sandbox.metricsServer, ...(debians === undefined ? [] : [debians.url])];
}

/** Holds the canary up, or lets it go: what holds it up has a series meanwhile. */
async function pause(value: string | null): Promise<void> {
  const { kube } = there();
  const path = await pathOf(kube, { apiVersion: 'flagger.app/v1beta1', kind: 'Canary' });
  await kube.must(
    'PATCH',
    `${path}/podinfo`,
    asMergePatch({ metadata: { annotations: { 'flagger.app/pause': value } } }),
  );
}

async function release(tag: string): Promise<void> {
  const { ref, changes } = withTag(tag, 'test');
  const { kube } = there();
  const before = appliedIn(await canary());
  await kube.must('PATCH', `${await pathOf(kube, ref)}/podinfo`, asMergePatch(changes));
  await asLong(
    60,
    async () => undefined,
    async () => appliedIn(await canary()) !== before,
  );
}

async function pathOf(kube: Kube, { apiVersion, kind }: Tree): Promise<string> {
  const path = await kube.path(textOf(apiVersion), textOf(kind), { namespace: 'test' });
  if (path === undefined) {
    throw new Error(`the cluster serves no ${textOf(kind)} of ${textOf(apiVersion)}`);
  }
  return path;
}

const untilPhase = (wanted: string, ask: () => Promise<void>): Promise<void> =>
  asLong(120, ask, async () => (await phase()) === wanted).then(async () => expect(await phase()).toBe(wanted));

/** Does it each second until something is so, or the time is over. */
async function asLong(seconds: number, ask: () => Promise<void>, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isSo()) && Date.now() < end) {
    await ask();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function canary(): Promise<Tree> {
  const { kube } = there();
  const path = await pathOf(kube, { apiVersion: 'flagger.app/v1beta1', kind: 'Canary' });
  return treeOf((await kube.send('GET', `${path}/podinfo`)).body);
}

const phase = async (): Promise<string> => textOf(valueAt(await canary(), 'status', 'phase'));

function there(): CaseCluster {
  if (cluster === undefined) {
    throw new Error('there is no cluster');
  }
  return cluster;
}
