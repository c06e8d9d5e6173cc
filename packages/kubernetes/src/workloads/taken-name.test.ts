import type { Canary, KubeObject, ObjectMeta } from '@flagger/api';
import { aCanary, aDeployment } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { workloadsOn } from '../../test/workloads-in-memory.ts';
import { FLUX_DISABLED } from './metadata.ts';

const HTTP = { name: 'http', protocol: 'TCP', port: 80, targetPort: 9898 };
const TELNET = { name: 'telnet', protocol: 'TCP', port: 23, targetPort: 23 };
const gone = { apiVersion: 'flagger.app/v1alpha3', kind: 'Canary', name: 'former', uid: 'gone' };

const aService = (name: string, spec: object, metadata: Partial<ObjectMeta> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'test', ...metadata },
  spec,
});
const theirs = (name: string, metadata: Partial<ObjectMeta> = {}): KubeObject =>
  aService(name, { selector: { app: 'other' }, ports: [TELNET] }, metadata);
const led = (status: object): Canary => ({ ...aCanary(), status: { ...aCanary().status, ...status } });
const routed = (text: string): Canary =>
  led({
    phase: 'Succeeded',
    conditions: [{ type: 'Routed', status: 'True', reason: 'Weights', message: `${text}: primary 100, canary 0` }],
  });

/** What becomes of a Service that was there before the Canary. */
async function met(service: KubeObject, canary = aCanary(), target: KubeObject = aDeployment()) {
  const { workloads, objects } = workloadsOn([target, service]);
  const { target: seen } = await workloads.see(canary);
  const refused = await workloads.ensureServices(canary).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  const isKept = JSON.stringify(objects.peek(service)).includes('"telnet"');
  return { seen, refused, isKept, writes: objects.writes.length };
}

describe('a Service under the name of one of the Canary', () => {
  it.each(['podinfo-primary', 'podinfo-canary'])(
    'that somebody made is refused and stays as it is: %s',
    async (name) => {
      const problem = {
        field: 'spec.service.name',
        found: '"podinfo"',
        allowed: expect.stringContaining(`${name} is somebody else's`),
      };
      expect(await met(theirs(name))).toEqual({
        seen: { state: 'unusable', message: expect.stringContaining(`service ${name}.test`), ...problem },
        refused: expect.stringMatching(/^Stop: spec\.service\.name: found "podinfo"/),
        isKept: true,
        writes: 0,
      });
      expect(await met(theirs(name), led({ phase: 'Initializing' }))).toMatchObject({ writes: 0 });
      expect(await met(theirs(name), routed('istio routes web of podinfo'))).toMatchObject({ writes: 0 });
    },
  );

  it.each<[string, KubeObject]>([
    ['was made for a Canary that is gone', theirs('podinfo-primary', { ownerReferences: [gone] })],
    ['was left when a Canary was deleted alone', theirs('podinfo-canary', { annotations: FLUX_DISABLED })],
    [
      'selects the pods of the primary',
      aService('podinfo-primary', { selector: { app: 'podinfo-primary' }, ports: [TELNET] }),
    ],
    ['says what it would say', aService('podinfo-canary', { selector: { app: 'podinfo' }, ports: [HTTP] })],
  ])('that %s is taken', async (_, service) => {
    expect(await met(service)).toMatchObject({ seen: { state: 'found' }, refused: undefined, isKept: false });
  });

  it('that selects the pods of the target is refused where it would lose a port', async () => {
    const own = aService('podinfo-canary', { selector: { app: 'podinfo' }, ports: [HTTP, TELNET] });
    expect(await met(own)).toMatchObject({ seen: { state: 'unusable' }, isKept: true });
  });

  it('is repaired where users are led by that name already, whoever made it', async () => {
    expect(await met(theirs('podinfo-primary'), routed('istio routes podinfo'))).toMatchObject({ isKept: false });
    expect(await met(theirs('podinfo-primary'), led({ phase: 'Succeeded' }))).toMatchObject({ isKept: false });
  });

  it('holds up no deletion', async () => {
    const canary = { ...aCanary(), metadata: { ...aCanary().metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(await met(theirs('podinfo-primary'), canary)).toMatchObject({ seen: { state: 'found' }, isKept: true });
  });

  it.each(['podinfo-primary', 'podinfo-canary'])('is no copy of a Service that is the target: %s', async (name) => {
    const canary = aCanary({ spec: { targetRef: { apiVersion: 'v1', kind: 'Service' } } });
    const target = aService('podinfo', { selector: { app: 'podinfo' }, ports: [HTTP] });
    expect(await met(theirs(name), canary, target)).toMatchObject({ seen: { state: 'unusable' }, writes: 0 });
    const { workloads } = workloadsOn([target, theirs('podinfo-primary')]);
    expect((await workloads.see(canary)).primary).toBeUndefined();
    const same = aService(name, { selector: { app: 'podinfo' }, ports: [HTTP] });
    expect(await met(same, canary, target)).toMatchObject({ seen: { state: 'found' } });
    const wider = aService(name, { selector: { app: 'podinfo' }, ports: [HTTP, TELNET] });
    expect(await met(wider, canary, target)).toMatchObject({ seen: { state: 'unusable' } });
  });
});
