import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from '@jest/globals';
import { valueAt } from '../../compare/values.ts';
import { image, replicas } from '../podinfo.ts';
import { flagsOf } from './installed.ts';
import { toWeight } from './onlooker.ts';
import type { SeedStory } from './story.ts';
import type { Telling } from './telling.ts';
import { ROOT } from './world.ts';

// "Introducing Flagger the Istio progressive delivery operator", 2019-02-21.
//
// Told: the installation with Slack; the gateway; namespace, deployment, HPA and Canary; what is made of them; the
// version in the browser; the release of 1.4.1 with all of its events, the list of canaries and every query of the
// Grafana dashboard while it goes on; Slack; a change during the analysis; HTTP 500 errors until the release is taken
// back, and Slack again.
// Otherwise: the Canary is checked every 2 s, and slow is 5 s. Istio is played by the sandbox, and the load tester
// too. The load test calls podinfo from within the mesh, where a Canary that names a gateway and not `mesh` is not
// split (with Flagger so too, since 0.11): users come in by the gateway. Whoever execs into the tester pod is a
// visitor at the mesh's entrance. autoscaling/v2beta1 is gone from Kubernetes since 1.25: the HPA is one of v2, and
// the Canary goes on naming v2beta1. The texts of pods that are not ready and of a new revision are those of Flagger
// since 1.0 (words.ts).

const APP = 'http://app.istio.example.com/';

const GENERATED = [
  ['apps/v1', 'Deployment', 'podinfo-primary'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', 'podinfo-primary'],
  ['v1', 'Service', 'podinfo'],
  ['v1', 'Service', 'podinfo-canary'],
  ['v1', 'Service', 'podinfo-primary'],
  ['networking.istio.io/v1beta1', 'VirtualService', 'podinfo'],
] as const;

const WEIGHTS = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50];

export const PROMOTED = [
  'New revision detected podinfo.test',
  'Scaling up podinfo.test',
  'Waiting for podinfo.test rollout to finish: 0 of 1 updated replicas are available',
  ...WEIGHTS.map((weight) => `Advance podinfo.test canary weight ${weight}`),
  'Copying podinfo.test template spec to podinfo-primary.test',
  'Waiting for podinfo-primary.test rollout to finish: 1 of 2 updated replicas are available',
  'Promotion completed! Scaling down podinfo.test',
];

export const podinfo: SeedStory = {
  document: 'Introducing Flagger (2019-02)',
  tells: 'podinfo is promoted and taken back, Slack and Grafana show it',
  place: { namespace: 'seed-podinfo', theirs: 'test', mesh: 'istio' },
  tell: async (told) => {
    await bootstrap(told);
    await release(told);
    await restartAndRollback(told);
  },
};

async function bootstrap(told: Telling): Promise<void> {
  const { scene, visitor } = told;
  await told.install(
    ...flagsOf({
      metricsServer: 'http://prometheus.istio-system:9090',
      'slack.url': told.slackUrl,
      'slack.channel': 'general',
      'slack.user': 'flagger',
    }),
  );
  await told.apply('e2e/src/stories/seeds/manifests/public-gateway.yaml');
  await told.apply('artifacts/namespaces/test.yaml');
  await told.apply('artifacts/canaries/deployment.yaml');
  await told.apply('artifacts/canaries/hpa.yaml');
  await told.apply('e2e/src/stories/seeds/manifests/podinfo-2019-02.yaml');
  await told.phase('podinfo', 'Initialized');
  await told.says('podinfo', ['Initialization done! podinfo.test']);
  for (const [apiVersion, kind, name] of GENERATED) {
    expect([kind, valueAt(await scene.get(apiVersion, kind, name), 'metadata', 'name')]).toEqual([kind, name]);
  }
  expect(await replicas(scene, 'podinfo')).toBe(0);
  await told.shows(APP, '"version": "6.0.0"');
  visitor.crowd(APP, 20);
}

async function release(told: Telling): Promise<void> {
  const { scene } = told;
  await told.turnPage('podinfo');
  const looked = told.inCheck('podinfo', toWeight(10), async () => {
    expect(await told.listed('podinfo')).toBe('Progressing 10');
    await grafana(told);
  });
  await told.setImage('podinfo', 'podinfod', 'quay.io/stefanprodan/podinfo:1.4.1');
  await looked;
  await told.says('podinfo', PROMOTED);
  await told.phase('podinfo', 'Succeeded');
  expect([await image(scene, 'podinfo-primary'), await told.listed('podinfo')]).toEqual(['1.4.1', 'Succeeded 0']);
  await told.hears('podinfo', [
    'New Deployment detected, initialization completed.',
    'New revision detected, progressing canary analysis.',
    'Canary analysis completed successfully, promotion finished.',
  ]);
}

/** "If you apply new changes to the deployment during the canary analysis, Flagger will restart the analysis." */
async function restartAndRollback(told: Telling): Promise<void> {
  const { scene } = told;
  await told.turnPage('podinfo');
  const changed = told.inCheck('podinfo', toWeight(5), () =>
    told.setImage('podinfo', 'podinfod', 'quay.io/stefanprodan/podinfo:1.4.3'),
  );
  const failing = told.inCheck('podinfo', toWeight(5), () => failed(told));
  await told.setImage('podinfo', 'podinfod', 'quay.io/stefanprodan/podinfo:1.4.2');
  await changed;
  const stop = await failing;
  await told.says('podinfo', [
    'Advance podinfo.test canary weight 5',
    'New revision detected! Restarting analysis for podinfo.test',
    'Advance podinfo.test canary weight 5',
    'Halt podinfo.test advancement success rate 69.17% < 99%',
    'Rolling back podinfo.test failed checks threshold reached 10',
    'Canary failed! Scaling down podinfo.test',
  ]);
  stop();
  await told.phase('podinfo', 'Failed');
  expect([
    await image(scene, 'podinfo-primary'),
    await replicas(scene, 'podinfo'),
    await scene.weights(),
    await told.listed('podinfo'),
  ]).toEqual(['1.4.1', 0, [100, 0], 'Failed 0']);
  await told.hears('podinfo', ['Failed checks threshold reached 10']);
}

/** HTTP 500 errors from now on, until what is given back is called. */
export async function failed(told: Telling): Promise<() => void> {
  const stop = told.visitor.watch(told.here('http://podinfo-canary.test:9898/status/500'));
  await told.answered('podinfo', 500);
  return stop;
}

/** What the dashboard asks for while the canary has users, as Grafana sends it. */
async function grafana(told: Telling): Promise<void> {
  const dashboard = readFileSync(resolve(ROOT, 'charts/grafana/dashboards/istio-canary.json'), 'utf8');
  const variables: Readonly<Record<string, string>> = {
    namespace: told.scene.namespace,
    primary: 'podinfo-primary',
    canary: 'podinfo',
    __rate_interval: '10s',
  };
  const queries = Array.from(dashboard.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g), ([, text = '""']) =>
    String(JSON.parse(text)).replaceAll(/\$(\w+)/g, (_, name: string) => variables[name] ?? ''),
  );
  expect(queries.length).toBeGreaterThan(10);
  for (const query of queries) {
    await told.finds(query);
  }
}
