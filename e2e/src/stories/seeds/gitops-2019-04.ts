import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from '@jest/globals';
import { parse } from 'yaml';
import { valueAt } from '../../compare/values.ts';
import { hasHelm } from '../helm.ts';
import { image, replicas } from '../podinfo.ts';
import { flagsOf, rendered } from './installed.ts';
import { toIteration } from './onlooker.ts';
import type { SeedStory } from './story.ts';
import type { Telling } from './telling.ts';
import { objectsOf, ROOT } from './world.ts';

// "Automated Canary Management to Kubernetes with Flagger, Istio and GitOps Pipelines", 2019-04-30.
//
// Told: Flagger's HelmRelease with Slack; deployment, HPA and Canary of backend and frontend, and what is made of
// them; the list of canaries; the release of the backend by weights, with a load test; the release of the frontend as
// an A/B test of insiders, who come in by the gateway; all of its events; HTTP 500 errors until it is taken back;
// Slack; the rule for Alertmanager.
// Otherwise: HelmReleases of flux.weave.works/v1beta1 are no more, so what they install is applied as charts/podinfo
// renders it (by helm where that is there, else as it is kept in manifests/; the real Flux has a story of its own),
// and `fluxctl release` is the change of the image that it made. The look-ahead in the document's regexp for Safari
// is none that Envoy takes; the chart's example has one for the same browsers. The document's manifest says 12
// iterations and a threshold of 10, its events 10 iterations and, where it fails, a threshold of 2: told as in the
// events. The list of canaries shows the weight 0 of an A/B test (as Flagger's since 1.0), where the document has 100.

const MANIFESTS = 'e2e/src/stories/seeds/manifests/gitops-2019-04';
const IMAGE = [
  '--no-hooks',
  '--namespace=prod',
  '--set',
  'image.repository=quay.io/stefanprodan/podinfo,image.tag=1.4.0',
];
const RELEASES = [
  ['backend', []],
  ['frontend', ['--set', 'canary.analysis.iterations=10']],
] as const;

const FRONTEND = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { name: 'frontend' } };
const INGRESS = 'http://192.0.2.10/';
const INSIDER = { headers: { cookie: 'type=insider' } };

const iterations = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `Advance frontend.prod canary iteration ${index + 1}/10`);

const WEIGHTS = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50];

export const gitops: SeedStory = {
  document: 'Flagger, Istio and GitOps pipelines (2019-04)',
  tells: 'a backend by weights, a frontend as an A/B test, alerts',
  place: { namespace: 'seed-gitops', theirs: 'prod', mesh: 'istio' },
  tell: async (told) => {
    await bootstrap(told);
    await backend(told);
    await frontend(told);
    await rollback(told);
    await alerting(told);
  },
};

async function bootstrap(told: Telling): Promise<void> {
  const { scene } = told;
  await told.install(...flagsOf({ 'slack.user': 'flagger', 'slack.channel': 'general', 'slack.url': told.slackUrl }));
  await told.apply('e2e/src/stories/seeds/manifests/public-gateway.yaml');
  for (const [name, more] of RELEASES) {
    const kept = objectsOf(`${MANIFESTS}-${name}.yaml`);
    if (hasHelm()) {
      expect(rendered('podinfo', name, ['-f', `charts/podinfo/examples/${name}.yaml`, ...IMAGE, ...more])).toEqual(
        kept,
      );
    }
    await told.applyAll(kept);
  }
  for (const [name] of RELEASES) {
    await told.phase(name, 'Initialized');
    expect(await told.listed(name)).toBe('Initialized 0');
    expect(await replicas(scene, name)).toBe(0);
    for (const service of [name, `${name}-canary`, `${name}-primary`]) {
      expect(valueAt(await scene.get('v1', 'Service', service), 'metadata', 'name')).toBe(service);
    }
    expect(await scene.weights(name)).toEqual([100, 0]);
  }
}

async function backend(told: Telling): Promise<void> {
  const { scene } = told;
  await told.turnPage('backend');
  await told.setImage('backend', 'podinfo', 'quay.io/stefanprodan/podinfo:1.4.1');
  await told.says('backend', [
    'New revision detected! Scaling up backend.prod',
    'Starting canary analysis for backend.prod',
    ...WEIGHTS.map((weight) => `Advance backend.prod canary weight ${weight}`),
    'Copying backend.prod template spec to backend-primary.prod',
    'Promotion completed! Scaling down backend.prod',
  ]);
  await told.phase('backend', 'Succeeded');
  expect([await image(scene, 'backend-primary'), await told.listed('backend')]).toEqual(['1.4.1', 'Succeeded 0']);
}

async function frontend(told: Telling): Promise<void> {
  const { scene, visitor } = told;
  visitor.crowd(INGRESS, 15, INSIDER);
  visitor.crowd(INGRESS, 5);
  await told.turnPage('frontend');
  const looked = told.inCheck('frontend', toIteration(2), async () => {
    expect([await told.listed('frontend'), await scene.weights('frontend')]).toEqual(['Progressing 0', [0, 100]]);
    const seen = [await visitor.curl(INGRESS, INSIDER), await visitor.curl(INGRESS)];
    expect(seen.map(({ body }) => /"version": "([^"]*)"/.exec(body)?.[1])).toEqual(['1.4.1', '1.4.0']);
  });
  await told.setImage('frontend', 'podinfo', 'quay.io/stefanprodan/podinfo:1.4.1');
  await looked;
  await told.says('frontend', [
    'New revision detected! Scaling up frontend.prod',
    'Waiting for frontend.prod rollout to finish: 0 of 1 updated replicas are available',
    ...iterations(10),
    'Copying frontend.prod template spec to frontend-primary.prod',
    'Waiting for frontend-primary.prod rollout to finish: 1 of 2 updated replicas are available',
    'Promotion completed! Scaling down frontend.prod',
  ]);
  await told.phase('frontend', 'Succeeded');
}

async function rollback(told: Telling): Promise<void> {
  const { scene, visitor } = told;
  await scene.patch(FRONTEND, { spec: { analysis: { threshold: 2 } } });
  await told.turnPage('frontend');
  const failing = told.inCheck('frontend', toIteration(3), async () => {
    const end = visitor.watch(`${INGRESS}status/500`, INSIDER);
    await told.answered('frontend', 500);
    return end;
  });
  await told.setImage('frontend', 'podinfo', 'quay.io/stefanprodan/podinfo:1.4.2');
  const stop = await failing;
  await told.says('frontend', [
    'Starting canary deployment for frontend.prod',
    ...iterations(3),
    'Halt frontend.prod advancement success rate 69.17% < 99%',
    'Halt frontend.prod advancement success rate 61.39% < 99%',
    'Rolling back frontend.prod failed checks threshold reached 2',
    'Canary failed! Scaling down frontend.prod',
  ]);
  stop();
  await told.phase('frontend', 'Failed');
  expect([await image(scene, 'frontend-primary'), await replicas(scene, 'frontend')]).toEqual(['1.4.1', 0]);
}

/** "Flagger will post messages when a canary deployment has been initialized, when a new revision has been detected and if …" */
async function alerting(told: Telling): Promise<void> {
  await told.hears('backend', [
    'New Deployment detected, initialization completed.',
    'New revision detected, progressing canary analysis.',
    'Canary analysis completed successfully, promotion finished.',
  ]);
  await told.hears('frontend', ['Failed checks threshold reached 2']);
  const alerts: unknown = parse(readFileSync(resolve(ROOT, `${MANIFESTS}-alert.yaml`), 'utf8'));
  const rule = String(valueAt(alerts, 'groups', 0, 'rules', 0, 'expr'));
  expect(rule).toBe('flagger_canary_status > 1');
  await told.scene.until(
    async () =>
      (await told.found(rule)).some(
        (each) => each['name'] === 'frontend' && each['namespace'] === told.scene.namespace,
      ),
    'Alertmanager would be told of the frontend',
    30,
  );
  expect((await told.found(rule)).map((each) => each['name'])).not.toContain('backend');
}
