import { expect, it } from '@jest/globals';
import { at, listAt, nameOf } from '../repository.ts';
import { looseIn, podOf } from '../restricted.ts';
import { describeWith, refusal, rendered, renderedText, saidBy, withFile } from '../tools.ts';
import { valuesOf } from './values.ts';

const chart = 'flagger';

/** All that can be switched on at once. */
const ALL = valuesOf({
  namespace: 'shop',
  'leaderElection.enabled': true,
  'leaderElection.replicaCount': 2,
  'rbac.scope': 'namespace',
  'podDisruptionBudget.enabled': true,
  'serviceMonitor.enabled': true,
  'podMonitor.enabled': true,
  'prometheus.install': true,
  'networkPolicy.enabled': true,
  'prometheusRule.enabled': true,
  'linkerdAuthPolicy.create': true,
  'controlplane.kubeconfig.secretName': 'mesh',
});

describeWith('helm', 'helm, of charts/flagger,', () => {
  it.each([['its defaults', {}], ['everything switched on', ALL]])('finds nothing wrong with %s', (_, values) => {
    const said = withFile(JSON.stringify(values), (file) =>
      saidBy('helm', ['lint', '--strict', '--kube-version', '1.34.0', '-f', file, `charts/${chart}`]),
    );
    expect(said).toContain('0 chart(s) failed');
    expect(said).not.toMatch(/\[(WARNING|ERROR)\]/);
  });

  it('makes a Deployment, its account and its role of the defaults', () => {
    expect(rendered({ chart }).map(nameOf)).toEqual([
      'ServiceAccount istio-system/flagger',
      'ClusterRole flagger',
      'ClusterRoleBinding flagger',
      'Deployment istio-system/flagger',
    ]);
  });

  it("selects by the two labels of Flagger's own releases, which no value changes but the names", () => {
    const objects = rendered({ chart, values: { ...ALL, podLabels: { more: 'yes' } } });
    const selector = { 'app.kubernetes.io/name': 'flagger', 'app.kubernetes.io/instance': 'flagger' };
    const deployment = objects.find(({ kind }) => kind === 'Deployment');
    expect(at(deployment, 'spec', 'selector')).toEqual({ matchLabels: selector });
    expect(at(deployment, 'spec', 'template', 'metadata', 'labels')).toMatchObject({ ...selector, more: 'yes' });
    const others = objects.filter(({ kind }) => ['PodDisruptionBudget', 'PodMonitor'].includes(String(kind)));
    expect(others.map((each) => at(each, 'spec', 'selector', 'matchLabels'))).toEqual([selector, selector]);
  });

  it.each([['its defaults', {}], ['everything switched on', ALL]])(
    'makes only pods that the profile "restricted" takes, of %s',
    (_, values) => {
      const workloads = rendered({ chart, values }).filter((object) => podOf(object) !== undefined);
      expect(workloads.length).toBeGreaterThan(0);
      expect(workloads.flatMap(looseIn)).toEqual([]);
    },
  );

});

describeWith('helm', 'charts/flagger', () => {
  it('makes nothing that is of the whole cluster with rbac.scope: namespace', () => {
    const values = valuesOf({ namespace: 'shop', 'rbac.scope': 'namespace', 'leaderElection.enabled': true });
    const names = rendered({ chart, values, namespace: 'ops' }).map(nameOf);
    expect(names.filter((name) => name.includes('Role')).sort()).toEqual([
      'Role shop/flagger',
      'Role shop/flagger-leader-election',
      'RoleBinding shop/flagger',
      'RoleBinding shop/flagger-leader-election',
    ]);
  });

  it('takes resources as Kubernetes does', () => {
    const resources = { limits: { cpu: 0.5, memory: 1_073_741_824 }, requests: { cpu: 1, memory: '1e8', 'example.com/gpu': 2 } };
    const [deployment] = rendered({ chart, values: { resources } }).filter(({ kind }) => kind === 'Deployment');
    const containers = at(deployment, 'spec', 'template', 'spec', 'containers');
    expect(containers).toMatchObject([{ resources }]);
    expect(renderedText({ chart, values: { resources } })).toContain('max-old-space-size=682');
  });

  it('asks no kubelet to prove that Prometheus is no root where its user is left to the image, which says it by name', () => {
    const values = valuesOf({ 'prometheus.install': true, 'prometheus.securityContext.enabled': false });
    const pods = rendered({ chart, values }).flatMap((object) => podOf(object) ?? []);
    const ofPrometheus = pods.filter((pod) => JSON.stringify(pod).includes('prom/prometheus'));
    expect(ofPrometheus).toHaveLength(1);
    expect(ofPrometheus.map((pod) => at(pod, 'securityContext'))).toEqual([undefined]);
  });

  it('lets replicas take the lease of each shard by its name, and of no other', () => {
    const leases = (values: Readonly<Record<string, unknown>>) =>
      renderedText({ chart, values: valuesOf({ 'leaderElection.enabled': true, ...values }) }).match(/- flagger-leader-election\S*/g);
    expect(leases({})).toEqual(['- flagger-leader-election']);
    expect(leases({ shards: 2 })).toEqual([
      '- flagger-leader-election',
      '- flagger-leader-election-shard-0',
      '- flagger-leader-election-shard-1',
    ]);
  });
});

describeWith('helm', 'the heap of charts/flagger', () => {
  it('sets V8’s heap from the memory limit, and not where there is none or somebody else does', () => {
    const heap = (values: Readonly<Record<string, unknown>>) =>
      /max-old-space-size=\d+/.exec(renderedText({ chart, values: valuesOf(values) }))?.[0];
    expect(heap({})).toBe('max-old-space-size=341');
    expect(heap({ canaries: 1000 })).toBe('max-old-space-size=341');
    expect(heap({ canaries: 4000 })).toBe('max-old-space-size=837');
    expect(heap({ resources: { limits: null } })).toBeUndefined();
    expect(heap({ env: [{ name: 'NODE_OPTIONS', value: '--max-http-header-size=1' }] })).toBeUndefined();
  });
});

describeWith('helm', 'a value of charts/flagger that says nothing', () => {
  const argumentsWith = (values: Readonly<Record<string, unknown>>): readonly unknown[] =>
    rendered({ chart, values: valuesOf(values) })
      .filter(({ kind }) => kind === 'Deployment')
      .flatMap((each) => listAt(podOf(each), 'containers', 0, 'args'));

  it.each<[string, unknown, string]>([
    ['configTracking', null, '-enable-config-tracking'],
    ['configTracking.enabled', null, '-enable-config-tracking'],
    ['metricsServer', null, '-metrics-server'],
    ['slack.user', null, '-slack-user'],
    ['slack.user', '', '-slack-user'],
  ])('is left to the program: %s: %j', (path, value, flag) => {
    const slack = { 'slack.channel': 'ops', 'slack.url': 'https://slack.example' };
    const others = argumentsWith(slack).filter((argument) => !String(argument).startsWith(`${flag}=`));
    expect(argumentsWith({ ...slack, [path]: value })).toEqual(others);
    expect(others.length).toBeLessThan(argumentsWith(slack).length);
  });

  it.each<[string, unknown]>([
    ['logLevel', null],
    ['logLevel', ''],
    ['env', {}],
    ['tolerations', {}],
    ['additionalVolumes', {}],
    ['additionalVolumeMounts', {}],
  ])("makes what the default makes, as in Flagger's chart: %s: %j", (path, value) => {
    expect(rendered({ chart, values: valuesOf({ [path]: value }) })).toEqual(rendered({ chart }));
  });
});

describeWith('helm', 'a wrong value of charts/flagger is refused, by its name:', () => {
  it.each([
    ['metricsServer', 'prometheus:9090', '/metricsServer'],
    ['namespace', 'shop,till', '/namespace'],
    ['slack.webhookURL', 'https://hooks.example', "'webhookURL' not allowed"],
    ['image.tag', 1.38, '/image/tag'],
    ['slack.chanel', 'ops', "'chanel' not allowed"],
    ['image.digest', 'abc', '/image/digest'],
    ['rbac.scope', 'everywhere', '/rbac/scope'],
    ['leaderElection.replicaCount', 'two', '/leaderElection/replicaCount'],
    ['leaderElection.replicaCount', 2, 'leaderElection.replicaCount: found more than 1 without leaderElection.enabled'],
    ['shards', 0, '/shards'],
    ['shards', 3, 'shards: found more than 1 without leaderElection.enabled'],
    ['extraArgs', ['settle-time=1s'], '/extraArgs/0'],
    ['resources.limits.memory', 'much', '/resources/limits/memory'],
    ['metricServer', 'http://x', "'metricServer' not allowed"],
  ])('%s: %j', (path, value, says) => {
    expect(refusal({ chart, values: valuesOf({ [path]: value }) })).toContain(says);
  });

  it('rbac.scope: namespace without a namespace', () => {
    expect(refusal({ chart, values: valuesOf({ 'rbac.scope': 'namespace' }) })).toContain('rbac.scope: found namespace');
  });

  it('a Kubernetes that is too old', () => {
    expect(refusal({ chart, kubernetes: '1.24.0' })).toContain('requires kubeVersion');
  });
});

