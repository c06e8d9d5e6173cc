import { existsSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { valueAt } from '../compare/values.ts';
import { auditLog } from '../permissions/audit-log.ts';
import { Account } from './account.ts';
import { replicas } from './podinfo.ts';
import { installCrds, Scene } from './scene.ts';
import { brokenRelease, everything, GRANTED_FOR_ELSEWHERE, release } from './whole-rollout.ts';

let scene: Scene | undefined;

beforeAll(() => installCrds());
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

// the sandbox asks nobody for permission
const onRbac = existsSync(auditLog()) ? it : it.skip;

describe.each([
  ['account.yaml', 'istio-system', ['-namespace=', '-leader-election-namespace=istio-system']],
  ['account-namespaced.yaml', 'story-account', []],
])('with the account of artifacts/flagger/%s', (file, home, flags) => {
  onRbac('a rollout asks for nothing that is refused, and needs all that is granted', async () => {
    scene = await Scene.in('story-account');
    const account = await Account.of(scene.kube, file, home);
    try {
      scene.operatorKubeconfig = account.kubeconfig;
      await scene.start('-enable-leader-election', ...flags);
      await everything(scene);
      await release(scene);
      expect(valueAt(await scene.get('v1', 'Service', 'podinfo'), 'spec', 'ports', 0, 'port')).toBe(81);
      expect(await replicas(scene, 'podinfo')).toBe(0);
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
});
