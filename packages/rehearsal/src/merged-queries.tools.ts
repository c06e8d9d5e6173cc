import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { parseCanary, type Canary, type Finding, type MeshProvider } from '@flagger/api';
import { createChecks } from '@flagger/checks';
import { MESHES } from '@flagger/meshes';
import { type GivenSeries, labelsOf, NAME, realPrometheus } from '@flagger/prometheus';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { families, type Family } from './series.ts';

const END = 1_767_225_600;
/** When one is asked for the present. */
const NOW = END - 7;
const WINDOW = { from: END - 60, to: END - 6 };
const EVERY = 5;
const SCRAPES = 40;
const BOUNDS = ['5', '100', '2500', '+Inf'];

/**
 * Names that begin others, that are expressions which match others, that nobody counts, that got nothing lately, that
 * only fail, and one that is asked for a time which Prometheus does not read.
 */
const NAMES = ['shop', 'shop-x', 'shop-x-y', 'sh', 'sh.p', 'sh-p', 's.+', 'unseen', 'idle', 'failing', 'wrong'];

function canaryCalled(name: string): Canary {
  const interval = name === 'wrong' ? '1.5m' : '1m';
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace: name === 'shop-x' ? 'test-2' : 'test', uid: name },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' },
      service: { port: 80 },
      analysis: {
        stepWeight: 10,
        metrics: [
          { name: 'request-success-rate', interval, thresholdRange: { min: 99 }, compare: {} },
          { name: 'request-duration', interval, thresholdRange: { max: 500 }, compare: {} },
        ],
      },
    },
  });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  const { canary } = parsed;
  // whatever the schema says of names
  return { ...canary, spec: { ...canary.spec, targetRef: { ...canary.spec.targetRef, name } } };
}

const CANARIES = NAMES.map(canaryCalled);

/** What all meshes count of both sides of a canary, with other numbers for each. */
function seriesOf(canary: Canary, place: number): readonly GivenSeries[] {
  const { name } = canary.metadata;
  const more = name === 'idle' ? 0 : 1 + place;
  return [...families(canary), ...ofRevisions(canary)].flatMap((family) =>
    (['canary', 'primary'] as const).flatMap((side) =>
      outcomesOf(family).flatMap(({ labels, isFailed }, outcome) =>
        suffixesOf(family).map(({ suffix, le, share }): GivenSeries => ({
          labels: labelsOf([
            ...Object.entries({ job: 'proxies', instance: `${place}`, ...family.labels[side], ...labels, ...le }),
            [NAME, `${family.metric}${suffix}`],
          ]),
          samples: Array.from({ length: SCRAPES }, (_, scrape): readonly [number, number] => [
            (END - (SCRAPES - scrape) * EVERY) * 1000 + place,
            1000 + Math.floor((name === 'failing' && !isFailed ? 0 : more) * scrape * share * (3 - outcome)),
          ]),
        })),
      ),
    ),
  );
}

/** Which revision is which, where a mesh makes them (Knative). */
const revisionOf = (name: string, side: 'canary' | 'primary'): string =>
  `${name}-${side === 'canary' ? '00002' : '00001'}`;

/** Nobody rehearses Knative, whose ingress has a cluster for each revision. */
function ofRevisions({ metadata: { namespace, name } }: Canary): readonly Family[] {
  const cluster = (side: 'canary' | 'primary') => ({ envoy_cluster_name: `${namespace}/${revisionOf(name, side)}` });
  const labels = { canary: cluster('canary'), primary: cluster('primary') };
  const outcome = { label: 'envoy_response_code', ok: '200', failed: '500' };
  return [
    { metric: 'envoy_cluster_upstream_rq', labels, outcome },
    { metric: 'envoy_cluster_upstream_rq_time', labels, unit: 'ms' },
  ];
}

const outcomesOf = ({ outcome }: Family) =>
  outcome === undefined
    ? [{ labels: {}, isFailed: false }]
    : [
        { labels: { [outcome.label]: outcome.ok }, isFailed: false },
        { labels: { [outcome.label]: outcome.failed }, isFailed: true },
      ];

const suffixesOf = ({ unit }: Family) =>
  unit === undefined
    ? [{ suffix: '', le: {}, share: 4 }]
    : [
        ...BOUNDS.map((bound, index) => ({ suffix: '_bucket', le: { le: bound }, share: 1 + index })),
        ...['_count', '_sum'].map((suffix) => ({ suffix, le: {}, share: BOUNDS.length })),
      ];

/** As Prometheus refuses two series of the same labels, also where two canaries are the same to a mesh. */
const SERIES = [
  ...new Map(
    CANARIES.filter(({ metadata }) => metadata.name !== 'unseen')
      .flatMap(seriesOf)
      .map((series) => [JSON.stringify([...series.labels].sort()), series] as const),
  ).values(),
];

/** Meshes that ask something else than the others. */
const DIFFERENT = [
  ...new Map(
    MESHES.map((mesh) => [
      JSON.stringify([mesh.queries.successRate, mesh.counters]),
      [mesh.names[0] ?? '', mesh] as const,
    ]),
  ).values(),
];

interface Server {
  readonly address: string;
  stop(): Promise<void>;
}

const silent = (): undefined => undefined;

/** Nothing that is asked here refers to anything. */
const refused = (): never => {
  throw new Error('nothing is referred to');
};
const references = { metricTemplate: refused, alertProvider: refused, credentials: refused };

/** What is found for all canaries at once, as they are asked for in a mesh. */
async function found(mesh: MeshProvider, address: string, mergeMs: number): Promise<readonly (readonly Finding[])[]> {
  const checks = createChecks({
    ...{ metricsServer: address, mergeMs, mesh: () => mesh, decides: () => false, references },
    metricsTimeoutMs: 60_000,
    clock: {
      now: () => NOW * 1000,
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const { signal } = new AbortController();
  const question = { id: 's.1', session: 's.0', phase: 'Progressing', checksum: '1', window: WINDOW } as const;
  return Promise.all(
    CANARIES.flatMap((canary) => {
      const { name } = canary.metadata;
      const routes = mesh.workloads && { route: revisionOf(name, 'canary'), primaryRoute: revisionOf(name, 'primary') };
      return [
        checks.find({ ...question, what: 'check', ...routes }, canary, signal),
        checks.find({ ...question, what: 'metrics-online' }, canary, signal),
      ];
    }),
  );
}

let merged = 0;

/** Stands before a Prometheus, counts the merged questions, and asks it for one time only. */
const inFrontOf = (real: () => Server): HttpServer =>
  createServer((incoming, response) => {
    void (async () => {
      const isMerged = incoming.method === 'POST';
      merged += isMerged ? 1 : 0;
      const parameters = new URLSearchParams(
        isMerged ? await text(incoming) : new URL(incoming.url ?? '', 'http://x').search,
      );
      parameters.set('time', parameters.get('time') ?? `${NOW}`);
      const answer = await fetch(`${real().address}/api/v1/query`, { method: 'POST', body: parameters });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    })();
  });

function addressOf(server: HttpServer): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

describe("what Debian's Prometheus says", () => {
  let real: Server;
  const front = inFrontOf(() => real);

  beforeAll(async () => {
    real = await realPrometheus(SERIES);
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
  }, 120_000);
  afterAll(async () => {
    front.close();
    front.closeAllConnections();
    await real.stop();
  });

  it.each(DIFFERENT)(
    'is the same for many canaries at once as for each alone: %s',
    async (_, mesh) => {
      const expected = await found(mesh, addressOf(front), 0);
      merged = 0;
      expect(await found(mesh, addressOf(front), 50)).toEqual(expected);
      expect(merged).toBeGreaterThan(0);
      const kinds = expected.flat().map((finding) => ('problem' in finding ? 'problem' : finding.kind));
      expect(kinds.filter((kind) => kind === 'metric').length).toBeGreaterThan(NAMES.length);
      expect(kinds).toContain('problem');
      expect(kinds.filter((kind) => kind === 'counts').length > 0).toBe(mesh.counters !== undefined);
    },
    300_000,
  );
});
