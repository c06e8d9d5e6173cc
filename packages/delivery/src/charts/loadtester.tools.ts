import type { JsonObject } from '@flagger/api';
import { expect, it } from '@jest/globals';
import { objectOf } from '../repository.ts';
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

describeWith('helm', 'charts/loadtester, in a mesh,', () => {
  it("leaves the name in AWS to App Mesh, as Flagger's chart does: no upgrade could change it", () => {
    const node = rendered({ chart: 'loadtester', values: valuesOf({ 'appmesh.enabled': true }) }).find(({ kind }) => kind === 'VirtualNode');
    expect(objectOf(node?.['spec'])).not.toHaveProperty('awsName');
    expect(node).toMatchObject({ spec: { logging: { accessLog: { file: { path: '/dev/stdout' } } } } });
  });
});
