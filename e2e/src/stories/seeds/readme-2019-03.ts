import { expect } from '@jest/globals';
import { treeOf, valueAt, type Tree } from '../../compare/values.ts';
import { flagsOf } from './installed.ts';
import { toWeight } from './onlooker.ts';
import type { SeedStory } from './story.ts';
import { deployment, type Telling } from './telling.ts';

// The README of Flagger's repository, 2019-03-25.
//
// Told, on Istio: the installation; a Canary with match, rewrite, headers, CORS and a query of its own; what Istio
// gets of them, and what a browser and podinfo see; the release by a change of a ConfigMap alone, which is promoted
// with the code; Kafka's lag, which halts the next release.
// Told, on App Mesh: the same Canary with a mesh, released by weights.
// Otherwise: the steps are of 10 %; the exporter of Kafka's lag is the story's own. On App Mesh hosts, gateways,
// rewrite, headers and CORS are Istio's and have no effect (with Flagger so too), so its users call the Service. On
// Istio the users come in by the gateway, as the load test from within the mesh reaches the primary only (with
// Flagger so too, since 0.11).

const MANIFEST = 'e2e/src/stories/seeds/manifests/readme-2019-03.yaml';
const APP = 'http://podinfo.example.com/';
const HEADERS = {
  'x-envoy-upstream-rq-timeout-ms': '15000',
  'x-envoy-max-retries': '10',
  'x-envoy-retry-on': 'gateway-error,connect-failure,refused-stream',
};
const WEIGHTS = [10, 20, 30, 40, 50];
const advanced = WEIGHTS.map((weight) => `Advance podinfo.test canary weight ${weight}`);

export const readme: SeedStory = {
  document: 'README (2019-03)',
  tells: 'match, rewrite, headers, CORS and a query of its own, on Istio',
  place: { namespace: 'seed-readme', theirs: 'test', mesh: 'istio' },
  tell: async (told) => {
    await bootstrap(told, flagsOf({ metricsServer: 'http://prometheus.istio-system:9090' }));
    await policies(told);
    told.visitor.crowd(APP, 20);
    await configuration(told);
    await lag(told);
  },
};

export const readmeOnAppMesh: SeedStory = {
  document: 'README (2019-03)',
  tells: 'the same Canary on App Mesh',
  place: { namespace: 'seed-appmesh', theirs: 'test', mesh: 'appmesh:v1beta2', hasValues: true },
  tell: async (told) => {
    await told.apply('artifacts/appmesh/global-mesh.yaml');
    await bootstrap(told, flagsOf({ meshProvider: 'appmesh:v1beta2' }), { meshName: 'global' });
    const service = await told.scene.get('appmesh.k8s.aws/v1beta2', 'VirtualService', 'podinfo');
    expect(valueAt(service, 'metadata', 'name')).toBe('podinfo');
    told.visitor.crowd(told.here('http://podinfo.test:9898/'), 20);
    await configuration(told);
  },
};

async function bootstrap(told: Telling, flags: readonly string[], service: Tree = {}): Promise<void> {
  const { scene } = told;
  await told.install(...flags);
  await told.apply('e2e/src/stories/seeds/manifests/public-gateway.yaml');
  await told.apply('artifacts/namespaces/test.yaml');
  await scene.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { colour: 'red' } });
  await told.apply('artifacts/canaries/deployment.yaml');
  const settings = { name: 'settings', configMap: { name: 'settings' } };
  await scene.patch(deployment('podinfo'), { spec: { template: { spec: { volumes: [settings] } } } });
  await told.apply('artifacts/canaries/hpa.yaml');
  await told.apply(MANIFEST, (canary) => changed(canary, service));
  await told.phase('podinfo', 'Initialized');
}

/** What Istio gets of match, rewrite, headers and CORS, and what comes of it. */
async function policies(told: Telling): Promise<void> {
  const { scene, visitor } = told;
  const route = valueAt(await scene.get('networking.istio.io/v1beta1', 'VirtualService', 'podinfo'), 'spec');
  expect(route).toMatchObject({
    gateways: ['public-gateway.istio-system.svc.cluster.local'],
    hosts: ['podinfo.example.com', 'podinfo'],
    http: [
      {
        match: [{ uri: { prefix: '/' } }],
        rewrite: { uri: '/' },
        headers: { request: { add: HEADERS } },
        corsPolicy: { allowOrigin: ['example.com'] },
      },
    ],
  });
  await scene.until(async () => (await visitor.curl(APP)).status === 200, 'podinfo answers', 20);
  expect(JSON.parse((await visitor.curl(`${APP}headers`)).body)).toMatchObject(HEADERS);
  const { headers } = await visitor.curl(APP, { headers: { origin: 'example.com' } });
  expect(headers['access-control-allow-origin']).toBe('example.com');
}

/** "Triggers a canary analysis if any of those objects change … both code and configuration are being synchronised." */
async function configuration(told: Telling): Promise<void> {
  const { scene } = told;
  await told.turnPage('podinfo');
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } };
  await scene.patch(settings, { data: { colour: 'blue' } });
  await told.says('podinfo', [
    'New revision detected! Scaling up podinfo.test',
    ...advanced,
    'Copying podinfo.test template spec to podinfo-primary.test',
    'Promotion completed! Scaling down podinfo.test',
  ]);
  await told.phase('podinfo', 'Succeeded');
  expect(treeOf((await scene.get('v1', 'ConfigMap', 'settings-primary'))['data'])['colour']).toBe('blue');
}

async function lag(told: Telling): Promise<void> {
  await told.turnPage('podinfo');
  const behind = told.inCheck('podinfo', toWeight(10), async () => {
    told.world.lag('istio', 1_000_000);
    await told.finds('kafka_consumergroup_lag > 999999');
  });
  await told.setImage('podinfo', 'podinfod', 'quay.io/stefanprodan/podinfo:1.4.1');
  await behind;
  await told.says('podinfo', ['Halt podinfo.test advancement kafka lag ~ > 100']);
}

function changed(canary: Tree, service: Tree): Tree {
  const spec = treeOf(canary['spec']);
  const canaryAnalysis = { ...treeOf(spec['canaryAnalysis']), stepWeight: 10 };
  return { ...canary, spec: { ...spec, service: { ...treeOf(spec['service']), ...service }, canaryAnalysis } };
}
