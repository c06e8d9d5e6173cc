import { parseCanary } from '@flagger/api';
import { createChecks } from '@flagger/checks';
import { decides } from '@flagger/engine';
import { createReferences } from '@flagger/kubernetes';
import { istio } from '@flagger/provider-istio';
import { MemoryConfigs, type MemoryObjects, type MemoryShell } from '@flagger/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { aCanary, aShell, PRIMARY, running, setImage, weights } from './podinfo.ts';

const METRICS = 'http://prometheus.example:9090';
const LOGIN = Buffer.from('reader:hunter2').toString('base64');
const TEMPLATE = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'MetricTemplate',
  metadata: { name: 'not-found', namespace: 'test' },
  spec: {
    provider: { type: 'prometheus', address: METRICS, secretRef: { name: 'login' } },
    query: 'sum(rate(requests{ns="{{ namespace }}",code="404",of="{{ variables.of }}"}[{{ interval }}]))',
  },
};
const SECRET = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'login', namespace: 'test' },
  data: { username: Buffer.from('reader').toString('base64'), password: Buffer.from('hunter2').toString('base64') },
};
const metrics = [
  {
    name: 'not found',
    interval: '1m',
    thresholdRange: { max: 5 },
    templateRef: { name: 'not-found' },
    templateVariables: { of: 'web' },
  },
];

/** The operator with its real checks; its metrics server gives these values by query, and asks for a login. */
function aMeasuredWorld(values: Readonly<Record<string, string>>): MemoryShell {
  Object.entries(values).forEach(([query, value]) =>
    nock(METRICS, { reqheaders: { authorization: `Basic ${LOGIN}` } })
      .persist()
      .get('/api/v1/query')
      .query({ query })
      .reply(200, { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, value] }] } }),
  );
  const world: MemoryShell = aShell({
    canary: aCanary({ analysis: { metrics } }),
    find: (question, signal) => {
      const parsed = parseCanary(world.canary());
      return parsed.ok ? checks().find(question, parsed.canary, signal) : [];
    },
  });
  const checks = () =>
    createChecks({
      metricsServer: 'http://nobody.example',
      mesh: () => istio,
      references: referencesOf(world.objects),
      decides,
      clock: world.clock,
      log: world.log,
    });
  world.objects.set(TEMPLATE);
  world.objects.set(SECRET);
  return world;
}

const referencesOf = (objects: MemoryObjects) =>
  createReferences({
    cluster: { objects: () => objects, configs: () => new MemoryConfigs(objects) },
    isWithinNamespace: false,
  });

/** Lets time pass in seconds, and what is asked of the metrics server be answered. */
async function pass(world: MemoryShell, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await world.pass(1);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

const QUERY = 'sum(rate(requests{ns="test",code="404",of="web"}[1m]))';
const texts = (world: MemoryShell): readonly string[] => world.events.map(({ message }) => message);

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
// else the next file in this process finds the patched modules of Node
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe('a release that a MetricTemplate judges, with the login of its Secret', () => {
  it('is promoted while the value is within bounds', async () => {
    const world = aMeasuredWorld({ 'vector(1)': '1', [QUERY]: '5' });
    world.start();
    await pass(world, 30);
    setImage(world, 'podinfo:2');
    await pass(world, 120);
    expect(world.canary().status?.phase).toBe('Succeeded');
    expect([running(world, PRIMARY), weights(world)]).toEqual(['podinfo:2 x2', [100, 0]]);
    expect(texts(world)).toContain('all the metrics providers are available!');
  });

  it('is taken back when the value leaves them, in the words of Flagger', async () => {
    const world = aMeasuredWorld({ 'vector(1)': '1', [QUERY]: '25' });
    world.start();
    await pass(world, 30);
    setImage(world, 'podinfo:2');
    await pass(world, 120);
    expect(world.canary().status?.phase).toBe('Failed');
    expect([running(world, PRIMARY), weights(world)]).toEqual(['podinfo:1 x2', [100, 0]]);
    expect(texts(world)).toContain('Halt podinfo.test advancement not found 25.00 > 5');
    expect(JSON.stringify([world.events, world.log.lines])).not.toContain('hunter2');
  });

  it('is taken back where the template is missing, and that is told', async () => {
    const world = aMeasuredWorld({});
    await world.objects.remove(TEMPLATE);
    world.start();
    await pass(world, 30);
    setImage(world, 'podinfo:2');
    await pass(world, 120);
    expect(world.canary().status?.phase).toBe('Failed');
    const because = 'template not-found.test error: metrictemplate.flagger.app "not-found" not found';
    expect(texts(world)).toContain(`Error checking metric providers: metric ${because}`);
    expect(texts(world)).toContain(`Metric ${because}`);
  });
});
