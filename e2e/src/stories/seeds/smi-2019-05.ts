import { expect } from '@jest/globals';
import { listOf, treeOf, valueAt, type Tree } from '../../compare/values.ts';
import { image, replicas } from '../podinfo.ts';
import { flagsOf } from './installed.ts';
import { toWeight } from './onlooker.ts';
import { failed, PROMOTED } from './podinfo-2019-02.ts';
import type { SeedStory } from './story.ts';
import type { Telling } from './telling.ts';

// "Flagger SMI", May 2019.
//
// Told: the adapter, the installation with smi:istio, namespace, deployment, HPA, load tester and Canary; the
// TrafficSplit that is made; the release of 1.7.1 with all of its events; HTTP 500 errors until it is taken back;
// latency, which halts the next release.
// Otherwise: the adapter is played by the sandbox, which reads TrafficSplits as it would. The document's manifest
// says a step of 10 and a threshold of 5, its events 5 and 10: told as in the events. As the TrafficSplit is for the
// gateway's host, the users who come in there reach the new version, and the load test from within the mesh reaches
// the primary (with Flagger so too, since 0.11).

const MANIFEST = 'e2e/src/stories/seeds/manifests/smi-2019-05.yaml';
const APP = 'http://app.example.com/';

export const smi: SeedStory = {
  document: 'Flagger SMI (2019-05)',
  tells: 'podinfo is promoted and taken back by TrafficSplits',
  place: { namespace: 'seed-smi', theirs: 'test', mesh: 'smi:istio' },
  tell: async (told) => {
    await bootstrap(told);
    await release(told);
    await rollback(told);
    await latency(told);
  },
};

const GENERATED = [
  ['apps/v1', 'Deployment', 'podinfo-primary'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', 'podinfo-primary'],
  ['v1', 'Service', 'podinfo'],
  ['v1', 'Service', 'podinfo-canary'],
  ['v1', 'Service', 'podinfo-primary'],
  ['split.smi-spec.io/v1alpha1', 'TrafficSplit', 'podinfo'],
] as const;

async function bootstrap(told: Telling): Promise<void> {
  const { scene, visitor } = told;
  await told.apply('e2e/src/stories/seeds/manifests/public-gateway.yaml');
  await told.apply('artifacts/smi/istio-adapter.yaml');
  await told.install(...flagsOf({ meshProvider: 'smi:istio' }));
  for (const file of [
    'namespaces/test',
    'canaries/deployment',
    'canaries/hpa',
    'loadtester/deployment',
    'loadtester/service',
  ]) {
    await told.apply(`artifacts/${file}.yaml`);
  }
  await told.apply(MANIFEST, (canary) => analysed(canary, { stepWeight: 5, threshold: 10 }));
  await told.phase('podinfo', 'Initialized');
  for (const [apiVersion, kind, name] of GENERATED) {
    expect([kind, valueAt(await scene.get(apiVersion, kind, name), 'metadata', 'name')]).toEqual([kind, name]);
  }
  visitor.crowd(APP, 20);
}

async function release(told: Telling): Promise<void> {
  const { scene } = told;
  await told.turnPage('podinfo');
  await told.setImage('podinfo', 'podinfod', 'quay.io/stefanprodan/podinfo:1.7.1');
  await told.says('podinfo', PROMOTED);
  await told.phase('podinfo', 'Succeeded');
  expect([await image(scene, 'podinfo-primary'), await told.listed('podinfo')]).toEqual(['1.7.1', 'Succeeded 0']);
}

async function rollback(told: Telling): Promise<void> {
  const { scene } = told;
  await told.turnPage('podinfo');
  const failing = told.inCheck('podinfo', toWeight(15), () => failed(told));
  await told.setImage('podinfo', 'podinfod', 'quay.io/stefanprodan/podinfo:1.7.2');
  const stop = await failing;
  await told.says('podinfo', [
    'Starting canary deployment for podinfo.test',
    'Advance podinfo.test canary weight 5',
    'Advance podinfo.test canary weight 10',
    'Advance podinfo.test canary weight 15',
    'Halt podinfo.test advancement success rate 69.17% < 99%',
    'Halt podinfo.test advancement success rate 61.39% < 99%',
    'Halt podinfo.test advancement success rate 55.06% < 99%',
    'Halt podinfo.test advancement success rate 47.00% < 99%',
    '(combined from similar events): Halt podinfo.test advancement success rate 38.08% < 99%',
    'Rolling back podinfo.test failed checks threshold reached 10',
    'Canary failed! Scaling down podinfo.test',
  ]);
  stop();
  await told.phase('podinfo', 'Failed');
  expect([
    await told.listed('podinfo'),
    await image(scene, 'podinfo-primary'),
    await replicas(scene, 'podinfo'),
  ]).toEqual(['Failed 0', '1.7.1', 0]);
}

/** One answer in a hundred of the new version takes more than half a second. */
const LATE = `histogram_quantile(0.99, sum by (le) (rate(istio_request_duration_milliseconds_bucket{
  destination_workload="podinfo", destination_workload_namespace="HERE"}[10s]))) > 500`;

/** Here the document's own 500 ms hold. */
async function latency(told: Telling): Promise<void> {
  const { scene, visitor } = told;
  await told.turnPage('podinfo');
  await told.apply(MANIFEST, (canary) => analysed(canary, { stepWeight: 5, threshold: 10 }), { isSlow500Ms: true });
  const late = told.inCheck('podinfo', toWeight(5), async () => {
    visitor.watch(told.here('http://podinfo-canary.test:9898/delay/1'));
    await told.finds(LATE.replace('HERE', scene.namespace));
  });
  await told.setImage('podinfo', 'podinfod', 'quay.io/stefanprodan/podinfo:1.7.3');
  await late;
  await told.says('podinfo', ['Halt podinfo.test advancement request duration ~ > 500ms']);
}

function analysed(canary: Tree, changes: Tree): Tree {
  const spec = treeOf(canary['spec']);
  expect(listOf(valueAt(spec, 'canaryAnalysis', 'metrics'))).toHaveLength(2);
  return { ...canary, spec: { ...spec, canaryAnalysis: { ...treeOf(spec['canaryAnalysis']), ...changes } } };
}
