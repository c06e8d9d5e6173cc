import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { aCanary, aDeployment } from '@flagger/testing';
import { workloadsOn } from '../../test/workloads-in-memory.ts';
import type { ServicePort } from './ports.ts';
import type { Service } from './service.ts';

const theirs = (spec: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: { selector: { app: 'podinfo' }, ...spec },
});

const canaryWith = (service: object) => aCanary({ spec: { service } });

async function takenOver(spec: object, service: object = {}) {
  const { workloads, objects } = workloadsOn([aDeployment(), theirs(spec)]);
  const canary = canaryWith(service);
  await workloads.ensureServices(canary);
  await workloads.ensureApex(canary);
  objects.writes.length = 0;
  await workloads.ensureServices(canary);
  await workloads.ensureApex(canary);
  expect(objects.writes).toEqual([]);
  const of = (name: string) => objects.peek<Service>({ ...theirs({}), metadata: { name, namespace: 'test' } })?.spec;
  return { apex: of('podinfo'), primary: of('podinfo-primary'), canary: of('podinfo-canary') };
}

const HTTP: ServicePort = { name: 'http', protocol: 'TCP', port: 80, targetPort: 9898 };

const named = (ports: readonly ServicePort[] = []): readonly unknown[] => ports.map(({ name, port }) => [name, port]);

describe('a service that was there before', () => {
  it('keeps its other ports, which the services of the primary and the canary get too, and all its policies', async () => {
    const grpc = { name: 'grpc', protocol: 'TCP', port: 9999, targetPort: 'grpc' };
    const dns = { name: 'dns', protocol: 'UDP', port: 80, targetPort: 53 };
    const policies = { type: 'NodePort', sessionAffinity: 'ClientIP', externalTrafficPolicy: 'Local' };
    const ports = [HTTP, { ...grpc, nodePort: 30099 }, dns];
    const { apex, primary, canary } = await takenOver({ ...policies, ports });
    expect(apex).toEqual({ ...policies, selector: { app: 'podinfo-primary' }, ports });
    expect(primary?.ports).toEqual([HTTP, grpc, dns]);
    expect(canary?.ports).toEqual([HTTP, grpc, dns]);
  });

  it('keeps what the Canary does not say of its own port', async () => {
    const web = { name: 'web', protocol: 'TCP', port: 80, targetPort: 'http', appProtocol: 'http', nodePort: 30080 };
    const { apex } = await takenOver({ ports: [web] }, { targetPort: null });
    expect(apex?.ports).toEqual([web]);
  });

  it('takes what the Canary does say, and keeps the node port', async () => {
    const web = { name: 'web', protocol: 'TCP', port: 80, targetPort: 'http', nodePort: 30080 };
    const { apex } = await takenOver({ ports: [web] }, { portName: 'http', targetPort: 9898 });
    expect(apex?.ports).toEqual([{ ...HTTP, nodePort: 30080 }]);
  });

  const other = { name: 'http', protocol: 'TCP', port: 8080, targetPort: 8080, nodePort: 30080 };

  it('keeps the name by which its owner applies a port; the one of the Canary is called otherwise', async () => {
    const all = await takenOver({ ports: [other] });
    for (const { ports } of [all.apex, all.primary, all.canary].flatMap((each) => each ?? [])) {
      expect(named(ports)).toEqual([
        ['http-80', 80],
        ['http', 8080],
      ]);
    }
    expect(all.apex?.ports?.map(({ nodePort }) => nodePort)).toEqual([undefined, 30080]);
  });

  it('keeps a port whose name the Canary says, by another name', async () => {
    const { apex } = await takenOver({ ports: [other] }, { portName: 'http' });
    expect(named(apex?.ports)).toEqual([
      ['http', 80],
      ['http-8080', 8080],
    ]);
  });

  it('gets a name for a port that had none as the only one: of several each needs one', async () => {
    const { apex } = await takenOver({ ports: [{ protocol: 'TCP', port: 8080, targetPort: 9898 }] });
    expect(named(apex?.ports)).toEqual([
      ['http', 80],
      ['port-8080', 8080],
    ]);
  });

  it('that was taken over by other names before is left with them', async () => {
    const ports = [HTTP, { ...other, name: 'http-8080' }];
    expect(named((await takenOver({ ports })).apex?.ports)).toEqual([
      ['http', 80],
      ['http-8080', 8080],
    ]);
  });

  it('is refused where it leads out of the cluster, since its users would not reach any pod', async () => {
    const { workloads, objects } = workloadsOn([
      aDeployment(),
      theirs({ type: 'ExternalName', externalName: 'a.example.com' }),
    ]);
    await expect(workloads.ensureApex(aCanary())).rejects.toThrow(
      'spec.service.name: found Service podinfo.test of type ExternalName',
    );
    expect(objects.writes).toEqual([]);
  });
});
