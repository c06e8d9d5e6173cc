import { afterEach, describe, expect, it } from '@jest/globals';
import { example, withTag } from './examples.ts';
import { lendPlane, type LentPlane } from './lent-plane.ts';
import { appliedIn, image, replicas } from './podinfo.ts';
import { installCrds, Scene } from './scene.ts';

let scene: Scene | undefined;
let plane: LentPlane | undefined;

afterEach(async () => {
  await scene?.close();
  await plane?.stop();
  scene = plane = undefined;
});

interface Way {
  readonly mesh: string;
  readonly profile: string;
  readonly file: string;
  /** An event that only this way of releasing tells. */
  readonly telling: string;
  /** How a bad version is halted, where that is not by the success rate. */
  readonly halt?: RegExp;
  /** What users ask for; the apex Service where absent. */
  readonly users?: string;
}

const BY_SUCCESS_RATE = /^Halt podinfo\.\S+ advancement success rate \d+\.\d+% < 99%$/;

/**
 * All but two. Knative's has no primary of its own, and is told by `knative.e2e.ts`. That of istio-compare.yaml by
 * `npm start -- --scenario compare`, with traffic of its own: a comparison decides by hundreds of requests over windows
 * of many seconds, and here a release has 90 seconds.
 */
const WAYS: readonly Way[] = [
  { mesh: 'istio', profile: 'istio', file: 'istio-canary.yaml', telling: 'canary weight 50' },
  { mesh: 'istio', profile: 'istio', file: 'istio-ab-testing.yaml', telling: 'canary iteration 6/6' },
  { mesh: 'istio', profile: 'istio', file: 'istio-blue-green.yaml', telling: 'Routing all traffic to canary' },
  {
    mesh: 'istio',
    profile: 'istio',
    file: 'istio-mirroring.yaml',
    telling: 'Stop traffic mirroring and route all traffic to canary',
  },
  { mesh: 'istio', profile: 'istio', file: 'istio-session-affinity.yaml', telling: 'canary weight 50' },
  {
    mesh: 'istio',
    profile: 'istio',
    file: 'istio-metric-template.yaml',
    telling: 'canary weight 50',
    halt: /^Halt podinfo\.\S+ advancement error-rate \d+\.\d+ > 1$/,
  },
  { mesh: 'smi:istio', profile: 'smi-v1alpha1', file: 'smi-canary.yaml', telling: 'canary weight 50' },
  { mesh: 'appmesh', profile: 'appmesh', file: 'appmesh-canary.yaml', telling: 'canary weight 50' },
  {
    mesh: 'gatewayapi:v1',
    profile: 'gatewayapi-v1',
    file: 'gatewayapi-canary.yaml',
    telling: 'canary weight 50',
    users: 'http://podinfo.example.com/',
  },
  {
    mesh: 'gatewayapi:v1',
    profile: 'gatewayapi-v1',
    file: 'gatewayapi-session-affinity.yaml',
    telling: 'canary weight 50',
    users: 'http://podinfo.example.com/',
  },
  {
    mesh: 'nginx',
    profile: 'nginx',
    file: 'nginx-canary.yaml',
    users: 'http://app.example.com/',
    telling: 'canary weight 50',
  },
  {
    mesh: 'nginx',
    profile: 'nginx',
    file: 'nginx-ab-testing.yaml',
    users: 'http://app.example.com/',
    telling: 'canary iteration 6/6',
  },
  {
    mesh: 'contour',
    profile: 'contour',
    file: 'contour-canary.yaml',
    users: 'http://app.example.com/',
    telling: 'canary weight 50',
  },
  {
    mesh: 'contour',
    profile: 'contour',
    file: 'contour-ab-testing.yaml',
    users: 'http://app.example.com/',
    telling: 'canary iteration 6/6',
  },
  {
    mesh: 'traefik',
    profile: 'traefik',
    file: 'traefik-canary.yaml',
    users: 'http://app.example.com/',
    telling: 'canary weight 50',
  },
  {
    mesh: 'skipper',
    profile: 'skipper',
    file: 'skipper-canary.yaml',
    users: 'http://app.example.com/',
    telling: 'canary weight 50',
  },
  {
    mesh: 'apisix',
    profile: 'apisix',
    file: 'apisix-canary.yaml',
    users: 'http://app.example.com/',
    telling: 'canary weight 50',
  },
  {
    mesh: 'gloo',
    profile: 'gloo',
    file: 'gloo-canary.yaml',
    users: 'http://app.example.com/',
    telling: 'canary weight 50',
  },
  { mesh: 'kuma', profile: 'kuma', file: 'kuma-canary.yaml', telling: 'canary weight 50' },
  { mesh: 'kubernetes', profile: 'kubernetes', file: 'kubernetes-blue-green.yaml', telling: 'canary iteration 6/6' },
];

describe('the example manifests, with real requests through the mesh that the sandbox plays', () => {
  it.each(WAYS)(
    '$file: a good version is promoted, a bad one is taken back',
    async ({ mesh, profile, file, telling, users, halt = BY_SUCCESS_RATE }) => {
      const namespace = `example-${file.replace('.yaml', '')}`;
      await installCrds(profile);
      scene = await Scene.in(namespace);
      plane = await lendPlane(mesh, users ?? `http://podinfo.${namespace}/`);
      Object.assign(scene, { mesh, plane });
      await scene.start('-min-interval=2s', '-settle-time=2s');
      for (const object of [...example('podinfo.yaml', namespace), ...example(file, namespace)]) {
        await scene.create(object);
      }
      await scene.phase('Initialized');
      await release(scene, '6.0.1');
      await scene.phase('Succeeded', 'podinfo', 90);
      expect([await image(scene, 'podinfo-primary'), await replicas(scene, 'podinfo')]).toEqual(['6.0.1', 0]);
      expect((await scene.events()).filter((message) => message.includes(telling))).toHaveLength(1);
      await release(scene, '6.0.2-bad');
      await scene.phase('Failed', 'podinfo', 90);
      expect([await image(scene, 'podinfo-primary'), await replicas(scene, 'podinfo')]).toEqual(['6.0.1', 0]);
      expect(await scene.events()).toEqual(
        expect.arrayContaining([expect.stringMatching(halt), `Canary failed! Scaling down podinfo.${namespace}`]),
      );
    },
  );
});

/** Sets the image, and waits until that was noticed. */
async function release(told: Scene, tag: string): Promise<void> {
  const { ref, changes } = withTag(tag, told.namespace);
  const before = appliedIn(await told.canary());
  await told.patch(ref, changes);
  await told.until(async () => appliedIn(await told.canary()) !== before, `${tag} is noticed`);
}
