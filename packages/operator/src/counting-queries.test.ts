import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseCanary, uncountable, type Canary, type CountsFinding } from '@flagger/api';
import { createChecks } from '@flagger/checks';
import { decides } from '@flagger/engine';
import { MESHES } from '@flagger/meshes';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

/** Each was parsed and run by Prometheus 2.42. */
const QUERIES = JSON.parse(readFileSync(new URL('counting-queries.json', import.meta.url), 'utf8')) as readonly {
  readonly mesh: string;
  readonly seenFrom: string;
  readonly query: string;
}[];

const WINDOW = { from: 946, to: 1000 };

/** What was asked, and what is answered to it; nothing by default. */
const asked: URLSearchParams[] = [];
let result: readonly object[] = [];
let server: Server;
let address: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', address).searchParams);
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

function aCanary(seenFrom: string | undefined, status: object = {}): Canary {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'podinfo', namespace: 'test', uid: 'u-1' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
      service: { port: 80 },
      analysis: {
        stepWeight: 10,
        metrics: [{ name: 'request-success-rate', compare: { ...(seenFrom !== undefined && { seenFrom }) } }],
      },
    },
    status,
  });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
}

const silent = () => undefined;

async function found(mesh: string, canary: Canary, replicaLabel?: string): Promise<readonly unknown[]> {
  const provider = MESHES.find(({ names }) => names.includes(mesh));
  if (!provider) {
    throw new Error(`no mesh ${mesh}`);
  }
  asked.length = 0;
  const checks = createChecks({
    metricsServer: address,
    mesh: () => provider,
    decides,
    replicaLabel,
    references: { metricTemplate: silent, alertProvider: silent, credentials: silent } as never,
    clock: { now: () => 0, after: () => silent },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const question = {
    id: 's.1',
    session: 's.0',
    what: 'check',
    phase: 'Progressing',
    checksum: '1',
    window: WINDOW,
    route: 'podinfo-00002',
    primaryRoute: 'podinfo-00001',
  } as const;
  return checks.find(question, canary, new AbortController().signal);
}

it('is tried with each way of counting that a mesh declares', () => {
  const requests = MESHES.flatMap(({ counters = [] }) => counters.map((each) => each.requests));
  const tried = QUERIES.flatMap(({ mesh, seenFrom }) =>
    (MESHES.find(({ names }) => names.includes(mesh))?.counters ?? [])
      .filter((each) => each.seenFrom === seenFrom)
      .map((each) => each.requests),
  );
  expect([...new Set(requests)].filter((each) => !tried.includes(each))).toEqual([]);
});

describe('a mesh that cannot tell the requests of both sides apart', () => {
  it.each([
    ['apisix', 'both are one route there, and of a pod its metrics know the address alone'],
    ['kubernetes', 'without a mesh all users are with one of them at a time'],
  ])('is %s: who compares is refused, and told why', (name, why) => {
    const mesh = MESHES.find(({ names }) => names.includes(name));
    expect(mesh && uncountable(aCanary(undefined), mesh)).toEqual([
      {
        field: 'spec.analysis.metrics[0].compare',
        found: 'an object',
        allowed: `nothing: ${name} does not count request-success-rate of canary and primary: ${why}`,
      },
    ]);
  });

  it('is no other one, and each that counts has no reason not to', () => {
    const silent = MESHES.filter(({ counters }) => counters === undefined);
    expect(silent.map(({ names }) => names[0]).sort()).toEqual(['apisix', 'kubernetes']);
    expect(MESHES.filter(({ counters, uncounted }) => (counters === undefined) !== (uncounted !== undefined))).toEqual(
      [],
    );
  });

  it('is told of where only the other side counts', () => {
    const mesh = MESHES.find(({ names }) => names.includes('traefik'));
    expect(mesh && uncountable(aCanary('server'), mesh)).toMatchObject([
      { allowed: 'nothing: traefik does not count request-success-rate of canary and primary as the server sees them' },
    ]);
  });
});

const row = (metric: object, value: string): object => ({ metric, value: [1000, value] });

describe('the requests of both sides', () => {
  it.each(QUERIES)('are counted in $mesh as the $seenFrom sees them, at the end of the window', async (expected) => {
    result = [];
    const findings = await found(expected.mesh, aCanary(expected.seenFrom));
    expect(asked.map((each) => each.get('time'))).toEqual(['1000', '1000']);
    expect(asked[1]?.get('query')).toBe(expected.query);
    expect(findings).toMatchObject([
      { kind: 'counts', ...WINDOW, seenFrom: expected.seenFrom, tables: [{ canary: { n: 0 }, primary: { n: 0 } }] },
    ]);
  });

  it('are one query once it is known that nobody is counted twice', async () => {
    const evidence = { rules: '', likelihood: [], worse: [], start: 1, windows: 1 };
    const cuts = { cutWorse: 0, peakWorse: 0, cutSafe: 0, peakSafe: 0 };
    const none = { requests: 0, events: 0 };
    const known = {
      ...{ name: 'request-success-rate', verdict: 'undecided', message: '', seenFrom: 'client', chance: 1 },
      ...{ canary: none, primary: none, odds: { low: 0 }, evidence: { ...evidence, ...cuts } },
    };
    result = [
      row({ arm: 'canary', response_code: '200' }, '90'),
      row({ arm: 'canary', response_code: '503' }, '10'),
      row({ arm: 'primary', response_code: '200' }, '900'),
    ];
    const canary = aCanary('client', { analysis: { since: 1, metrics: [known] } });
    expect(await found('istio', canary)).toMatchObject([
      { tables: [{ canary: { n: 100, x: 10 }, primary: { n: 900, x: 0 } }] },
    ]);
    expect(asked).toHaveLength(1);
    await found('istio', canary, 'replica');
    expect(asked[0]?.get('query')).toContain('(max without (replica) (istio_requests_total{reporter="source"');
  });

  it('are not counted where each counts several times', async () => {
    result = [row({ prometheus_replica: 'a' }, '3'), row({ prometheus_replica: 'b' }, '3')];
    const [finding] = (await found('istio', aCanary('client'))) as readonly CountsFinding[];
    expect(finding).toMatchObject({
      tables: [],
      problem: expect.stringContaining('-metrics-replica-label=prometheus_replica'),
    });
    expect(finding?.series).toBe(6);
    expect(asked).toHaveLength(1);
    await found('istio', aCanary('client'), 'prometheus_replica');
    expect(asked).toHaveLength(2);
  });
});
