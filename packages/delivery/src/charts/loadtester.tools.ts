import type { JsonObject } from '@flagger/api';
import { expect, it } from '@jest/globals';
import { at, listAt, objectOf } from '../repository.ts';
import { describeWith, refusal, rendered } from '../tools.ts';
import { valuesOf } from './values.ts';

describeWith('helm', 'charts/loadtester', () => {
  it('refuses several replicas that would not agree about gates', () => {
    expect(refusal({ chart: 'loadtester', values: { replicaCount: 2 } })).toContain('replicaCount: found more than 1');
  });

  it.each<[string, JsonObject, object]>([
    [
      'no volume of their own',
      {},
      { volumes: [{ name: 'tmp', emptyDir: {} }], containers: [{ volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] }] },
    ],
    [
      'a volume called tmp',
      { volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }] },
      {
        volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }],
        containers: [{ volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] }],
      },
    ],
    [
      'one that is mounted at /tmp',
      { volumes: [{ name: 'tmp', emptyDir: {} }], volumeMounts: [{ name: 'tmp', mountPath: '/tmp', subPath: 'a' }] },
      {
        volumes: [{ name: 'tmp', emptyDir: {} }],
        containers: [{ volumeMounts: [{ name: 'tmp', mountPath: '/tmp', subPath: 'a' }] }],
      },
    ],
  ])('has one /tmp, which is theirs where users have %s', (_title, values, spec) => {
    const deployment = rendered({ chart: 'loadtester', values }).find(({ kind }) => kind === 'Deployment');
    expect(deployment).toMatchObject({ spec: { template: { spec } } });
  });

  it("is selected by Flagger's label alone, which no upgrade could change", () => {
    const deployment = rendered({ chart: 'loadtester' }).find(({ kind }) => kind === 'Deployment');
    expect(deployment).toMatchObject({ spec: { selector: { matchLabels: { app: 'loadtester' } } } });
  });
});

describeWith('helm', 'the accounts of charts/loadtester', () => {
  const accounts = (values: Readonly<Record<string, unknown>>) => {
    const objects = rendered({ chart: 'loadtester', values: valuesOf(values) });
    const deployment = objects.find(({ kind }) => kind === 'Deployment');
    return {
      pod: at(deployment, 'spec', 'template', 'spec', 'serviceAccountName'),
      made: objects.filter(({ kind }) => kind === 'ServiceAccount').map((each) => at(each, 'metadata', 'annotations', 'role') ?? 'none'),
      bound: objects.filter(({ kind }) => kind === 'RoleBinding').map((each) => at(each, 'subjects', 0, 'name')),
    };
  };
  const own = 'flagger-loadtester';
  const annotated = { 'rbac.create': true, 'rbac.serviceAccountAnnotations': { role: 'arn' } };

  it.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['nothing', {}, { pod: undefined, made: [], bound: [] }],
    ['rbac.create', annotated, { pod: own, made: ['arn'], bound: [own] }],
    ['another account', { serviceAccountName: 'robot' }, { pod: 'robot', made: [], bound: [] }],
    ['both', { ...annotated, serviceAccountName: 'robot' }, { pod: 'robot', made: ['arn'], bound: [own] }],
    ['both, of one name', { ...annotated, serviceAccountName: own }, { pod: own, made: ['arn'], bound: [own] }],
    ['gates', { 'gates.kept': true }, { pod: own, made: ['none'], bound: [own] }],
    ['gates, by another account', { 'gates.kept': true, serviceAccountName: 'robot' }, { pod: 'robot', made: [], bound: ['robot'] }],
  ])("are those of Flagger's chart, where values say %s", (_title, values, expected) => {
    expect(accounts(values)).toEqual(expected);
  });
});

describeWith('helm', 'charts/loadtester, in a mesh,', () => {
  it("leaves the name in AWS to App Mesh, as Flagger's chart does: no upgrade could change it", () => {
    const node = rendered({ chart: 'loadtester', values: valuesOf({ 'appmesh.enabled': true }) }).find(({ kind }) => kind === 'VirtualNode');
    expect(objectOf(node?.['spec'])).not.toHaveProperty('awsName');
    expect(node).toMatchObject({ spec: { logging: { accessLog: { file: { path: '/dev/stdout' } } } } });
  });

  it("binds Istio's host to the gateway of its name, whoever makes that", () => {
    for (const values of [{ 'istio.enabled': true }, { 'istio.enabled': true, 'istio.gateway.enabled': true }]) {
      const service = rendered({ chart: 'loadtester', values: valuesOf(values) }).find(({ kind }) => kind === 'VirtualService');
      expect(service).toMatchObject({ spec: { gateways: ['flagger-loadtester'] } });
    }
  });

  it('sends nobody to HTTPS where it serves none', () => {
    const serversWith = (enabled: boolean): readonly unknown[] => {
      const tls = { 'istio.tls.enabled': enabled, 'istio.tls.httpsRedirect': true };
      const values = valuesOf({ 'istio.enabled': true, 'istio.gateway.enabled': true, ...tls });
      return listAt(rendered({ chart: 'loadtester', values }).find(({ kind }) => kind === 'Gateway'), 'spec', 'servers');
    };
    expect(serversWith(false).map((each) => [at(each, 'port', 'number'), at(each, 'tls')])).toEqual([[80, undefined]]);
    expect(serversWith(true).map((each) => [at(each, 'port', 'number'), at(each, 'tls', 'httpsRedirect')])).toEqual([
      [80, true],
      [443, undefined],
    ]);
  });
});
