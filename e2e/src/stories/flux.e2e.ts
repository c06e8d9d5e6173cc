import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { textOf, valueAt, type Tree } from '../compare/values.ts';
import { Account } from './account.ts';
import { backendCanary, frontendCanary, NAMESPACE, till, workload } from './flux/applications.ts';
import { Flux } from './flux/flux.ts';
import { gitRepository, healthCheckExprs, helmRelease, INTERVAL_SECONDS, kustomization } from './flux/orders.ts';
import { Repository } from './flux/repository.ts';
import { now, type Writer, writesIn } from './flux/writes.ts';
import { lendPlane, type LentPlane } from './lent-plane.ts';
import { image, replicas } from './podinfo.ts';
import { installCrds, Scene } from './scene.ts';

// One Flux, one operator and one repository for all that is told here, in this order.

/** Issue and page speak of ten minutes; a run of the story has less. */
/** The interval of the metrics of both Canaries. */
const METRICS_WINDOW_SECONDS = 10;
const PEACE_SECONDS = Number(process.env['PEACE_SECONDS'] ?? 30);
/** What a run of the operator changes: never what Flux brings but for the target's replicas. */
const MEANT = /^(patch|update) (canaries\/\w+\/status|virtualservices\/\w+|deployments\/\w+(-primary)?)$/;

let scene: Scene;
let plane: LentPlane | undefined;
let account: Account | undefined;
let flux: Flux;
let fleet: Repository;

beforeAll(async () => {
  await installCrds();
  fleet = Repository.empty('fleet');
  fleet.take('charts/flagger');
  fleet.push('the operator');
  scene = await Scene.in(NAMESPACE);
  flux = new Flux(scene);
  await scene.create(gitRepository('fleet', fleet.url));
}, 300_000);

afterAll(async () => {
  try {
    await flux.withdraw('HelmRelease', 'till');
    for (const name of ['frontend-release', 'frontend', 'backend-release', 'backend']) {
      await flux.withdraw('Kustomization', name);
    }
    // it may not be there any more when its account is gone
    await scene.kill();
    await flux.withdraw('HelmRelease', 'flagger');
  } finally {
    await scene.close();
    await account?.close();
    await plane?.stop();
    fleet.remove();
  }
}, 600_000);

const phase = async (name: string): Promise<string> => textOf(valueAt(await scene.canary(name), 'status', 'phase'));

/** As a team does it that has built new images. */
async function release(tags: { readonly backend?: string; readonly frontend?: string }): Promise<string> {
  Object.entries(tags).forEach(([name, tag]) => fleet.write(`apps/${name}/all.yaml`, ...workload(name, tag)));
  const revision = fleet.push(JSON.stringify(tags));
  await flux.reconcile('GitRepository', 'fleet');
  return revision;
}

const after = (name: string): Tree => ({ dependsOn: [{ name }], healthCheckExprs: healthCheckExprs() });

const state = async (name: string): Promise<readonly unknown[]> => [
  await phase(name),
  await image(scene, `${name}-primary`),
  await replicas(scene, name),
];

describe('with Flux', () => {
  it('the chart of the operator is installed by a HelmRelease, with the account that it needs', async () => {
    const sourceRef = { kind: 'GitRepository', name: 'fleet' };
    const crds = { crds: 'CreateReplace' };
    const values = { namespace: NAMESPACE, meshProvider: 'istio' };
    await scene.create(
      helmRelease('flagger', { chart: './charts/flagger', sourceRef }, { install: crds, upgrade: crds, values }),
    );
    await flux.says('HelmRelease', 'flagger', ({ status }) => status === 'True');
    account = await Account.held(scene.kube, { home: NAMESPACE, objects: [] });
    plane = await lendPlane('istio', `http://frontend.${NAMESPACE}/`);
    Object.assign(scene, { plane, operatorKubeconfig: account.kubeconfig });
    await scene.start();
  }, 300_000);

  it('a Kustomization is ready when its Canary is initialised, and only then the one that depends on it is applied', async () => {
    fleet.write('apps/backend-release/canary.yaml', backendCanary(`${scene.receiver}/gate`));
    fleet.write('apps/frontend-release/canary.yaml', frontendCanary());
    const revision = await release({ backend: '6.0.0', frontend: '6.0.0' });
    await scene.create(kustomization('backend', { wait: false }));
    await scene.create(kustomization('backend-release', after('backend')));
    await scene.create(kustomization('frontend', { ...after('backend-release'), wait: false }));
    await scene.create(kustomization('frontend-release', after('frontend')));
    await scene.until(async () => (await image(scene, 'frontend')) === '6.0.0', 'the frontend is applied', 150);
    expect(await state('backend')).toEqual(['Initialized', '6.0.0', 0]);
    await flux.applied('frontend-release', revision);
    expect(await state('frontend')).toEqual(['Initialized', '6.0.0', 0]);
  }, 300_000);

  it('a commit with new images is released step by step, and Flux waits for each promotion', async () => {
    const from = now();
    const revision = await release({ backend: '6.0.1', frontend: '6.0.1' });
    await scene.until(async () => (await image(scene, 'frontend')) === '6.0.1', 'the frontend is applied', 150);
    expect(await state('backend')).toEqual(['Succeeded', '6.0.1', 0]);
    await flux.applied('frontend-release', revision);
    expect(await state('frontend')).toEqual(['Succeeded', '6.0.1', 0]);
    const writes = (await writesIn(NAMESPACE, from)).filter(({ isDry }) => !isDry);
    const told = (by: Writer) => writes.filter((write) => write.by === by).map(({ what }) => what);
    expect(told('kustomize-controller')).toEqual(['patch deployments/backend', 'patch deployments/frontend']);
    expect([...new Set(told('operator'))].filter((what) => !MEANT.test(what))).toEqual([]);
  }, 300_000);

  it('is at peace: Flux looks again and again, and neither it nor the operator has anything to set back', async () => {
    const from = now();
    await new Promise((done) => setTimeout(done, PEACE_SECONDS * 1000));
    const writes = (await writesIn(NAMESPACE, from)).filter(({ by }) => by !== 'another');
    expect(writes.filter(({ isDry }) => !isDry)).toEqual([]);
    const looks = writes.filter(({ what }) => what === 'patch deployments/backend').length;
    expect(looks).toBeGreaterThanOrEqual(Math.floor(PEACE_SECONDS / INTERVAL_SECONDS / 2));
  }, 900_000);

  it('a release that is rolled back is reported, and the frontend waits for the next good one', async () => {
    await release({ backend: '6.0.2-bad', frontend: '6.0.2' });
    await flux.says('Kustomization', 'backend-release', ({ reason }) => reason === 'HealthCheckFailed');
    expect((await flux.said('Kustomization', 'backend-release')).message).toContain("backend status: 'Failed'");
    expect(await state('backend')).toEqual(['Failed', '6.0.1', 0]);
    await flux.says('Kustomization', 'frontend', ({ reason }) => reason === 'DependencyNotReady');
    expect(await image(scene, 'frontend')).toBe('6.0.1');
    // until then the checks of the next run would see what this one answered
    await new Promise((done) => setTimeout(done, METRICS_WINDOW_SECONDS * 1000));
    await flux.applied('frontend-release', await release({ backend: '6.0.3' }));
    expect(await state('backend')).toEqual(['Succeeded', '6.0.3', 0]);
    expect(await state('frontend')).toEqual(['Succeeded', '6.0.2', 0]);
  }, 400_000);

  it('a newer commit is applied in the middle of a run, which begins anew', async () => {
    scene.webhook = () => 403;
    await release({ backend: '6.0.4' });
    await scene.phase('Progressing', 'backend', 150);
    const revision = await release({ backend: '6.0.5' });
    const restart = `New revision detected! Restarting analysis for backend.${NAMESPACE}`;
    await scene.until(async () => (await scene.events('backend')).includes(restart), 'the run begins anew', 150);
    expect(await state('backend')).toEqual(['Progressing', '6.0.3', 2]);
    scene.webhook = () => 200;
    await flux.applied('backend-release', revision);
    expect(await state('backend')).toEqual(['Succeeded', '6.0.5', 0]);
  }, 300_000);

  it('a suspended Kustomization lets a run end, and applies nothing newer until it is resumed', async () => {
    scene.webhook = () => 403;
    await release({ backend: '6.0.6' });
    await scene.phase('Progressing', 'backend', 150);
    await flux.suspend('Kustomization', 'backend');
    scene.webhook = () => 200;
    await scene.phase('Succeeded', 'backend', 150);
    const revision = await release({ backend: '6.0.7' });
    await new Promise((done) => setTimeout(done, 2 * INTERVAL_SECONDS * 1000));
    expect(await image(scene, 'backend')).toBe('6.0.6');
    await flux.suspend('Kustomization', 'backend', false);
    await flux.applied('backend-release', revision);
    expect(await state('backend')).toEqual(['Succeeded', '6.0.7', 0]);
  }, 300_000);

  it('three upgrades of a chart that holds a Service of the name of its target lead users astray for moments only', async () => {
    fleet.write('charts/till/Chart.yaml', { apiVersion: 'v2', name: 'till', version: '0.1.0' });
    fleet.write('charts/till/templates/all.yaml', ...till('{{ .Values.tag }}'));
    await upgrade('6.0.0');
    const sourceRef = { kind: 'GitRepository', name: 'fleet' };
    await scene.create(helmRelease('till', { chart: './charts/till', reconcileStrategy: 'Revision', sourceRef }));
    await scene.phase('Initialized', 'till', 150);
    const from = now();
    for (const tag of ['6.0.1', '6.0.2', '6.0.3']) {
      await upgrade(tag);
      await scene.until(async () => (await image(scene, 'till')) === tag, `till ${tag} is applied`, 150);
    }
    await scene.until(
      async () => isLedToPrimary(await scene.get('v1', 'Service', 'till')),
      'users are on the primary',
      150,
    );
    expect(await image(scene, 'till-primary')).toBe('6.0.0');
    const writes = (await writesIn(NAMESPACE, from)).filter(
      ({ isDry, what }) => !isDry && what === 'patch services/till',
    );
    const [helm, operator] = ['helm-controller', 'operator'];
    expect(writes.map(({ by }) => by)).toEqual([helm, operator, helm, operator, helm, operator]);
    const astray = writes.flatMap(({ by, at }, index) =>
      by === 'operator' ? [at - (writes[index - 1]?.at ?? 0)] : [],
    );
    expect(astray.filter((ms) => ms > 1000)).toEqual([]);
    // or each commit to come is an upgrade of it
    await flux.withdraw('HelmRelease', 'till');
  }, 400_000);

  it('with -kstatus-conditions Flux needs no expressions, and is content with a rollback that is reverted in Git', async () => {
    await scene.kill();
    await scene.start('-kstatus-conditions');
    await scene.until(
      async () => JSON.stringify((await scene.canary('backend'))['status']).includes('"type":"Ready"'),
      'the condition is there',
    );
    await scene.patch(kustomization('backend-release'), { spec: { healthCheckExprs: null } });
    await flux.applied('backend-release', await release({ backend: '6.0.8' }));
    expect(await state('backend')).toEqual(['Succeeded', '6.0.8', 0]);
    await release({ backend: '6.0.9-bad' });
    await flux.says('Kustomization', 'backend-release', ({ reason }) => reason === 'HealthCheckFailed');
    expect(await state('backend')).toEqual(['Failed', '6.0.8', 0]);
    await flux.applied('backend-release', await release({ backend: '6.0.8' }));
    expect(await state('backend')).toEqual(['Failed', '6.0.8', 0]);
  }, 400_000);

  it('the operator asked for nothing that the account of the chart may not do', async () => {
    expect((await account?.asked())?.refused).toEqual([]);
  });
});

/** As a team does it that changes what its chart installs. */
async function upgrade(tag: string): Promise<void> {
  fleet.write('charts/till/values.yaml', { tag });
  fleet.push(`till ${tag}`);
  await flux.reconcile('GitRepository', 'fleet');
}

const isLedToPrimary = (service: Tree): boolean => valueAt(service, 'spec', 'selector', 'app') === 'till-primary';
