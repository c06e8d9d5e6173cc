import { beforeAll, describe, expect, it } from '@jest/globals';
import { house } from '../../test/house.ts';
import { aCanary, aCondition, aDeployment } from '../../test/objects.ts';
import { operatorFindings, operators } from './operator.ts';

const cluster = house();
const codes = async (line: string): Promise<readonly string[]> => {
  const { items } = JSON.parse((await cluster.type(`${line} -o json`)).out) as {
    items: { code: string; level: string }[];
  };
  return items.map(({ code, level }) => `${code} ${level}`);
};

describe('check', () => {
  it('says before an installation what it needs', async () => {
    const { code, out, told } = await cluster.type('check --pre');
    expect([code, told]).toEqual([0, 'All is well.']);
    expect(out).toMatch(/^✔ CHK001 the API server answers: v1/);
    expect(out).toContain('✔ CHK030 you have the verb create of customresourcedefinitions.apiextensions.k8s.io');
  });

  it('does not say that all is well where something may not be', async () => {
    expect(await cluster.type('check')).toMatchObject({ code: 0, told: expect.stringMatching(/^Nothing is wrong; /) });
  });

  it('finds the CRDs, and that no operator runs', async () => {
    expect(await codes('check')).toEqual([
      'CHK001 ok',
      'CHK010 ok',
      'CHK010 ok',
      'CHK010 ok',
      'CHK020 warning',
      'CHK050 warning',
      'CHK060 ok',
    ]);
  });

  describe('of a cluster where something is wrong', () => {
    beforeAll(async () => {
      const refused = {
        phase: 'Initialized',
        conditions: [aCondition('Accepted', 'False', 'spec.provider: found "x"')],
      };
      await cluster.put(aCanary(refused));
      const operator = aDeployment('flagger', 'ghcr.io/fluxcd/flagger:1.44.0') as {
        spec: { template: { spec: object } };
      };
      const container = {
        name: 'flagger',
        image: 'ghcr.io/fluxcd/flagger:1.44.0',
        command: ['./flagger', '-metrics-server=http://prometheus.test:9090', '-enable-leader-election=true'],
      };
      await cluster.put({
        ...operator,
        spec: { ...operator.spec, template: { ...operator.spec.template, spec: { containers: [container] } } },
      });
    });

    it('has a line for each, with what to do, and ends with 1', async () => {
      const { code, out, told } = await cluster.type('check');
      expect([code, told]).toEqual([1, 'Something is wrong: see the remedies.']);
      expect(out).toContain('✘ CHK020 the operator flagger.test has no ready pod\n    See kubectl');
      expect(out).toContain('✘ CHK021 nobody renews the lease flagger-leader-election in kube-system');
      expect(out).toContain('✘ CHK040 the metrics server http://prometheus.test:9090 does not answer');
      expect(out).toContain('✘ CHK060 podinfo.test is refused: spec.provider: found "x"');
    });
  });
});

describe('check of who leads', () => {
  it.each<[string, readonly string[]]>([
    ['kube-system', []],
    ['kube-system', ['-namespace=', '-leader-election-namespace=']],
    ['leases', ['-leader-election-namespace=leases']],
    ['shop', ['-namespace=shop']],
    ['shop', ['-namespace=shop', '-leader-election-namespace=leases']],
    ['shop', ['--namespace', 'shop']],
  ])('looks for the lease in %s, where an operator with %j keeps it', async (place, args) => {
    const operator = { ...aDeployment('flagger', ''), status: { readyReplicas: 2 } };
    const container = { image: 'flagger:0.1.0', args: [...args, '-enable-leader-election'] };
    const deployment = { ...operator, spec: { template: { spec: { containers: [container] } } } };
    const spec = { holderIdentity: 'flagger-1', renewTime: '2026-01-01T09:59:55Z' };
    const asked = {
      io: { now: () => Date.parse('2026-01-01T10:00:00Z') },
      cluster: {
        list: async () => [deployment],
        get: async (_: string, { namespace }: { namespace: string }) => (namespace === place ? { spec } : undefined),
      },
    } as never;
    const findings = await operatorFindings(asked, await operators(asked));
    expect(findings.map(({ says }) => says)).toEqual([expect.any(String), 'flagger-1 leads']);
  });
});

describe('check of the services that webhooks call', () => {
  const calling = house();

  it('looks for names that only a cluster has, and says nothing of hosts outside', async () => {
    await calling.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tools' } });
    const hosts = [
      'example.com',
      'hooks.slack.com',
      'lost',
      'gone.tools',
      'away.other.svc',
      'far.other.svc.cluster.local',
    ];
    const webhooks = hosts.map((host) => ({ name: host, url: `https://${host}/gate` }));
    const canary = aCanary() as { spec: { analysis: object } };
    await calling.put({ ...canary, spec: { ...canary.spec, analysis: { ...canary.spec.analysis, webhooks } } });
    const { out } = await calling.type('check');
    expect([...out.matchAll(/CHK070 .* calls the service (\S+), which/g)].map(([, service]) => service)).toEqual([
      'lost.test',
      'gone.tools',
      'away.other',
      'far.other',
    ]);
  });
});

describe('an operator', () => {
  it.each([
    ['ghcr.io/fluxcd/flagger:1.44.0', 1],
    ['registry:5000/flagger@sha256:1', 1],
    ['ghcr.io/fluxcd/flagger-loadtester:0.34.0', 0],
    ['podinfo:1', 0],
  ])('is known by its image %s: %i', async (image, count) => {
    const list = async (): Promise<readonly never[]> => [aDeployment('x', image) as never];
    expect(await operators({ cluster: { list } } as never)).toHaveLength(count);
  });
});
