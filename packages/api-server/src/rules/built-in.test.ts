import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, type Json, type JsonObject, objectsAt, stringAt } from '../json.ts';
import { aDeployment, aPod, DEPLOYMENTS, PODS, trial, type Trial } from '../trial/trial.ts';

const SERVICES = '/api/v1/namespaces/test/services';
const SECRETS = '/api/v1/namespaces/test/secrets';
const SCALERS = '/apis/autoscaling/v2/namespaces/test/horizontalpodautoscalers';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial();
});
afterAll(() => cluster.close());

const aService = (name: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec,
});
const aScaler = (name: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' }, ...spec },
});
const withContainer = (more: JsonObject): JsonObject =>
  aDeployment('refused', {
    template: {
      metadata: { labels: { app: 'refused' } },
      spec: { containers: [{ name: 'a', image: 'a:1', ...more }] },
    },
  });
const causes = (body: Json): readonly string[] =>
  objectsAt(body, 'details', 'causes').map(
    (cause) => `${stringAt(cause, 'field') ?? ''}: ${stringAt(cause, 'message') ?? ''}`,
  );

describe('a Service', () => {
  it('gets an address of its own and keeps it', async () => {
    const [one, two] = [
      await cluster.post(SERVICES, aService('one', { ports: [{ port: 80 }] })),
      await cluster.post(SERVICES, aService('two', { ports: [{ port: 80 }] })),
    ];
    const address = stringAt(one.body, 'spec', 'clusterIP');
    expect(address).toMatch(/^10\.96\.\d+\.\d+$/);
    expect(stringAt(two.body, 'spec', 'clusterIP')).not.toBe(address);
    expect((await cluster.put(`${SERVICES}/one`, aService('one', { ports: [{ port: 81 }] }))).body).toMatchObject({
      spec: { clusterIP: address, ports: [{ port: 81, targetPort: 81, protocol: 'TCP' }] },
    });
    expect((await cluster.patch(`${SERVICES}/one`, { spec: { clusterIP: '10.96.99.99' } })).status).toBe(422);
  });

  it('without an address stays without one', async () => {
    expect(
      (await cluster.post(SERVICES, aService('headless', { clusterIP: 'None', ports: [{ port: 80 }] }))).body,
    ).toMatchObject({ spec: { clusterIP: 'None', clusterIPs: ['None'] } });
  });

  it.each([
    ['without ports', { selector: { a: 'b' } }, 'spec.ports: Required value'],
    ['with several ports and no names', { ports: [{ port: 80 }, { port: 81 }] }, 'spec.ports[0].name: Required value'],
    [
      'with a port out of range',
      { ports: [{ port: 70_000 }] },
      'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
  ])('%s is refused', async (_, spec, cause) => {
    const { status, body } = await cluster.post(SERVICES, aService('refused', spec));
    expect(status).toBe(422);
    expect(causes(body)).toContain(cause);
  });
});

describe('a Deployment', () => {
  it.each<[string, JsonObject, string]>([
    [
      'whose selector does not fit its pods',
      aDeployment('refused', { selector: { matchLabels: { app: 'other' } } }),
      'spec.template.metadata.labels',
    ],
    ['with fewer pods than none', aDeployment('refused', { replicas: -1 }), 'spec.replicas'],
    ['with a container without image', withContainer({ image: '' }), 'spec.template.spec.containers[0].image'],
    [
      'with a policy that is none',
      withContainer({ imagePullPolicy: 'Sometimes' }),
      'spec.template.spec.containers[0].imagePullPolicy',
    ],
    [
      'with a mount of nothing',
      withContainer({ volumeMounts: [{ name: 'x', mountPath: '/x' }] }),
      'spec.template.spec.containers[0].volumeMounts[0].name',
    ],
  ])('%s is refused', async (_, deployment, field) => {
    const { status, body } = await cluster.post(DEPLOYMENTS, deployment);
    expect(status).toBe(422);
    expect(objectsAt(body, 'details', 'causes').map((cause) => cause.field)).toContain(field);
  });
});

describe('a pod', () => {
  it('begins as pending, with a class of service', async () => {
    expect((await cluster.post(PODS, aPod('fresh'))).body).toMatchObject({
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    });
  });

  it('keeps its containers, but for the image', async () => {
    await cluster.post(PODS, aPod('fixed'));
    expect(
      (
        await cluster.patch(
          `${PODS}/fixed`,
          { spec: { containers: [{ name: 'podinfod', image: 'podinfo:7' }] } },
          'application/strategic-merge-patch+json',
        )
      ).status,
    ).toBe(200);
    expect(
      (
        await cluster.patch(
          `${PODS}/fixed`,
          { spec: { containers: [{ name: 'podinfod', command: ['sh'] }] } },
          'application/strategic-merge-patch+json',
        )
      ).status,
    ).toBe(422);
  });
});

describe('a Secret', () => {
  it('takes texts and keeps them as base64', async () => {
    const { body } = await cluster.post(SECRETS, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'texts' },
      stringData: { user: 'me' },
    });
    expect([at(body, 'data'), at(body, 'stringData'), at(body, 'type')]).toEqual([
      { user: 'bWU=' },
      undefined,
      'Opaque',
    ]);
  });

  it('whose data is no base64 is refused, and not repeated', async () => {
    const { status, body } = await cluster.post(SECRETS, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'wrong' },
      data: { password: 'hunter2!' },
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });
});

describe('a ConfigMap', () => {
  const CONFIG_MAPS = '/api/v1/namespaces/test/configmaps';
  const aConfigMap = (name: string, content: JsonObject): JsonObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    ...content,
  });

  it('keeps binaryData beside data, through patches of either', async () => {
    await cluster.post(CONFIG_MAPS, aConfigMap('kept', { data: { a: '1' }, binaryData: { blob: '3q2+7w==' } }));
    await cluster.patch(`${CONFIG_MAPS}/kept`, { data: { a: '2' } });
    await cluster.patch(`${CONFIG_MAPS}/kept`, { binaryData: { other: 'AA==' } });
    expect((await cluster.get(`${CONFIG_MAPS}/kept`)).body).toMatchObject({
      data: { a: '2' },
      binaryData: { blob: '3q2+7w==', other: 'AA==' },
    });
  });

  it('with a key in both is refused', async () => {
    const { status, body } = await cluster.post(
      CONFIG_MAPS,
      aConfigMap('refused', { data: { a: '1' }, binaryData: { a: 'AA==' } }),
    );
    expect([status, causes(body)]).toEqual([
      422,
      ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
    ]);
  });
});

describe('an autoscaler', () => {
  it('measures the processor unless it says something else', async () => {
    expect((await cluster.post(SCALERS, aScaler('plain', { maxReplicas: 3 }))).body).toMatchObject({
      spec: {
        minReplicas: 1,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80 } } }],
      },
    });
  });

  it('whose least is more than its most is refused', async () => {
    expect((await cluster.post(SCALERS, aScaler('wrong', { minReplicas: 4, maxReplicas: 3 }))).status).toBe(422);
  });
});
