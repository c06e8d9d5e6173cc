import { existsSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { asMergePatch } from '../compare/kube.ts';
import { listOf, treeOf, valueAt } from '../compare/values.ts';
import { auditLog } from '../permissions/audit-log.ts';
import { Account } from './account.ts';
import { flaggersRelease } from './flaggers-release.ts';
import { hasHelm, helm, released, withChart } from './helm.ts';
import { installCrds, Scene } from './scene.ts';
import { brokenRelease, everything, GRANTED_FOR_ELSEWHERE, release } from './whole-rollout.ts';

const IS_POSSIBLE = existsSync(auditLog()) && hasHelm();
const told = IS_POSSIBLE ? describe : describe.skip;
const LEFT_OUT = IS_POSSIBLE ? '' : ' (left out: needs helm, and a cluster of e2e/cluster/cluster)';
const HOME = 'story-chart';
const AT_HOME = ['-n', HOME];
const WAITED = ['--create-namespace', '--wait', '--timeout', '90s'];

let scene: Scene | undefined;

const container = async (of: Scene) =>
  treeOf(
    listOf(valueAt(await of.get('apps/v1', 'Deployment', 'flagger'), 'spec', 'template', 'spec', 'containers'))[0],
  );

const ENFORCED = 'pod-security.kubernetes.io/enforce';
/** From now on the API server makes no other pod in the namespace. */
const admitOnlyRestricted = async (of: Scene): Promise<unknown> =>
  of.kube.must(
    'PATCH',
    `/api/v1/namespaces/${HOME}`,
    asMergePatch({ metadata: { labels: { [ENFORCED]: 'restricted' } } }),
  );

/** What lasts longer than a namespace. */
function uninstall(): void {
  for (const name of ['flagger', 'tester', 'podinfo', 'grafana']) {
    helm('uninstall', name, ...AT_HOME, '--ignore-not-found', '--wait');
  }
}

beforeAll(async () => {
  await installCrds();
  if (IS_POSSIBLE) {
    uninstall();
  }
});
afterEach(async () => {
  if (IS_POSSIBLE) {
    uninstall();
  }
  await scene?.close();
  scene = undefined;
});

told(`charts/flagger${LEFT_OUT}`, () => {
  it.each([
    ['the whole cluster', []],
    ['one namespace', ['--set', `namespace=${HOME},rbac.scope=namespace`]],
  ])('installs an account that suffices for rollouts in %s, and grants nothing in vain', async (_, more) => {
    scene = await Scene.in(HOME);
    helm(
      'install',
      'flagger',
      'charts/flagger',
      ...AT_HOME,
      ...WAITED,
      '--set',
      'leaderElection.enabled=true',
      ...more,
    );
    const account = await Account.held(scene.kube, { home: HOME, objects: released('flagger', HOME) });
    try {
      scene.operatorKubeconfig = account.kubeconfig;
      const args = listOf((await container(scene))['args']).map(String);
      const given = args.filter((flag) => !flag.startsWith('-metrics-server='));
      await scene.start('-namespace=', ...given);
      await everything(scene);
      await release(scene);
      await brokenRelease(scene);
      const { refused, unused } = await account.asked();
      expect(refused).toEqual([]);
      expect(unused.filter((each) => !GRANTED_FOR_ELSEWHERE.some(([pattern]) => pattern.test(each)))).toEqual([]);
    } finally {
      // who lives on without its account is refused its lease, and the audit log of the whole run says so
      await scene.kill();
      await account.close();
    }
  });

  it("takes over a release of Flagger's own chart, and gives it back", async () => {
    scene = await Scene.in(HOME);
    await withChart('1.44.0', flaggersRelease(HOME), async (folder) => {
      helm('install', 'flagger', folder, ...AT_HOME, ...WAITED);
    });
    const before = await scene.get('apps/v1', 'Deployment', 'flagger');
    helm('upgrade', 'flagger', 'charts/flagger', ...AT_HOME, ...WAITED, '--reset-then-reuse-values');
    const after = await scene.get('apps/v1', 'Deployment', 'flagger');
    expect(valueAt(after, 'metadata', 'uid')).toBe(valueAt(before, 'metadata', 'uid'));
    expect(valueAt(after, 'spec', 'selector')).toEqual(valueAt(before, 'spec', 'selector'));
    const ours = await container(scene);
    expect(ours['image']).toBe('flagger:0.1.0');
    expect(ours['command']).toBeUndefined();
    expect(valueAt(ours, 'livenessProbe', 'exec')).toBeUndefined();
    const { body: role } = await scene.kube.send('GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles/flagger');
    expect(JSON.stringify(role['rules'])).not.toContain('"verbs":["*"]');
    helm('rollback', 'flagger', '1', ...AT_HOME, '--wait', '--timeout', '90s');
    expect(await container(scene)).toMatchObject({
      image: 'ghcr.io/fluxcd/flagger:1.44.0',
      command: ['./flagger', '-log-level=info', '-mesh-provider=istio'],
    });
  });

  it('comes with a Prometheus, a load tester, podinfo and dashboards, in a namespace that admits restricted pods only', async () => {
    scene = await Scene.in(HOME);
    await admitOnlyRestricted(scene);
    helm('install', 'flagger', 'charts/flagger', ...AT_HOME, ...WAITED, '--set', 'prometheus.install=true');
    helm('install', 'tester', 'charts/loadtester', ...AT_HOME, ...WAITED, '--set', 'gates.kept=true,rbac.create=true');
    helm('install', 'podinfo', 'charts/podinfo', ...AT_HOME, ...WAITED, '--set', 'canary.enabled=true');
    helm('install', 'grafana', 'charts/grafana', ...AT_HOME, ...WAITED);
    expect(valueAt(await scene.canary('podinfo'), 'spec', 'targetRef', 'name')).toBe('podinfo');
    expect(valueAt(await scene.get('apps/v1', 'Deployment', 'tester-loadtester'), 'status', 'readyReplicas')).toBe(1);
  });

  it('with crd.create and without --skip-crds is refused by Helm, which has just made the CRDs', async () => {
    scene = await Scene.in(HOME);
    expect(() => helm('install', 'flagger', 'charts/flagger', ...AT_HOME, '--set', 'crd.create=true')).toThrow(
      /invalid ownership metadata|cannot be imported/,
    );
  });
});
