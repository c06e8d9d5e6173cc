import { MESH_DEFAULTS } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import type { Options } from './options.ts';
import { wishOf } from './wish.ts';

function optionsFrom(argv: readonly string[], environment = {}): Options {
  const wish = wishOf(argv, environment);
  if (wish.kind !== 'run') {
    throw new Error(`refused: ${JSON.stringify(wish)}`);
  }
  return wish.options;
}

describe('flags are read', () => {
  it('with the defaults of Flagger where nothing is given', () => {
    expect(optionsFrom([])).toEqual({
      cluster: {
        kubeconfig: undefined,
        master: undefined,
        meshKubeconfig: undefined,
        namespace: undefined,
        election: undefined,
      },
      mesh: { provider: 'istio', ...MESH_DEFAULTS },
      metrics: { server: 'http://prometheus:9090', delayMs: 1000, mergeMs: 100, replicaLabel: '' },
      canaries: {
        selectorLabels: ['app', 'name', 'app.kubernetes.io/name'],
        includeLabelPrefix: [],
        trackConfigs: true,
        isWithinNamespace: false,
        kstatusConditions: false,
        settleMs: 5_000,
        minIntervalMs: 10_000,
      },
      chat: {
        slackUrl: undefined,
        slackToken: undefined,
        slackProxyUrl: undefined,
        slackUser: 'flagger',
        slackChannel: undefined,
        msteamsUrl: undefined,
        msteamsProxyUrl: undefined,
      },
      telling: { eventWebhook: undefined, denyLocalWebhooks: false, clusterName: undefined },
      program: { port: 8080, address: undefined, turnHistogram: false, logLevel: 'debug' },
    });
  });

  it('with an election where it is asked for, whose lease is kept where Flagger keeps it', () => {
    const election = (...argv: readonly string[]) => optionsFrom(['-enable-leader-election', ...argv]).cluster.election;
    expect(election()).toEqual({ namespace: 'kube-system', leaseMs: 60_000, shards: 1 });
    expect(election('-leader-election-namespace=ops')).toEqual({ namespace: 'ops', leaseMs: 60_000, shards: 1 });
    expect(election('-leader-election-namespace=ops', '-namespace=test')?.namespace).toBe('test');
    expect(election('-leader-election-namespace=')?.namespace).toBe('kube-system');
    expect(optionsFrom(['-leader-election-namespace=ops']).cluster.election).toBeUndefined();
    expect(election('-shards=3')?.shards).toBe(3);
    // each replica would act on every canary
    const alone = '-shards: found 3 without -enable-leader-election, allowed is 1';
    expect(() => optionsFrom(['-shards=3'])).toThrow(alone);
    expect(() => election('-shards=65')).toThrow('allowed is a whole number from 1 to 64');
  });

  it.each([
    [['-mesh-provider=smi:v1alpha1:istio']],
    [['--mesh-provider=smi:v1alpha1:istio']],
    [['-mesh-provider', 'smi:v1alpha1:istio']],
    [['--mesh-provider', 'smi:v1alpha1:istio']],
    [['-meshProvider=smi:v1alpha1:istio']],
    [['--meshProvider', 'smi:v1alpha1:istio']],
    [['-mesh-provider=istio', '-mesh-provider=smi:v1alpha1:istio']],
  ])('as %j', (argv) => {
    expect(optionsFrom(argv).mesh.provider).toBe('smi:v1alpha1:istio');
  });

  it('several in a row, as the chart and the card write them', () => {
    const argv = [
      '-log-level=info',
      '-include-label-prefix',
      'app.kubernetes.io',
      '-meshProvider=istio',
      '-metricsServer=http://here:1/path',
      '-namespace=test',
      '-port=0',
      '-settle-time=1m2.5s',
    ];
    expect(optionsFrom(argv)).toMatchObject({
      cluster: { namespace: 'test' },
      mesh: { provider: 'istio', ...MESH_DEFAULTS },
      metrics: { server: 'http://here:1/path' },
      canaries: { includeLabelPrefix: ['app.kubernetes.io'], settleMs: 62_500 },
      program: { logLevel: 'info', port: 0 },
    });
  });

  it.each([
    [['-enable-config-tracking'], true],
    [['-enable-config-tracking=true'], true],
    [['-enable-config-tracking', 'true'], true],
    [['-enable-config-tracking', '-port=1'], true],
    [['-enable-config-tracking=false'], false],
    [['--enableConfigTracking', 'false'], false],
    [['-enable-config-tracking=0'], false],
  ])('as switches: %j is %j', (argv, expected) => {
    expect(optionsFrom(argv).canaries.trackConfigs).toBe(expected);
  });

  it('also when a value begins with a dash or holds an equals sign', () => {
    expect(optionsFrom(['-include-label-prefix', '-a=b']).canaries.includeLabelPrefix).toEqual(['-a=b']);
  });
});

describe('the environment', () => {
  it('wins over the flags it belongs to, and only where it holds something', () => {
    const argv = [
      '-slack-url=http://one.example',
      '-slack-token=one',
      '-slack-proxy-url=http://one.example',
      '-event-webhook=http://one.example',
      '-slack-channel=one',
      '-slack-user=one',
      '-cluster-name=one',
    ];
    const environment = {
      SLACK_URL: 'http://two.example',
      SLACK_TOKEN: 'two',
      SLACK_PROXY_URL: 'http://two.example',
      EVENT_WEBHOOK_URL: 'http://two.example',
    };
    expect(optionsFrom(argv, environment)).toMatchObject({
      chat: {
        slackUrl: 'http://two.example',
        slackToken: 'two',
        slackProxyUrl: 'http://two.example',
        slackChannel: 'one',
        slackUser: 'one',
      },
      telling: { eventWebhook: 'http://two.example', clusterName: 'one' },
    });
    const empty = { SLACK_URL: '', SLACK_TOKEN: '', SLACK_PROXY_URL: '', EVENT_WEBHOOK_URL: '' };
    expect(optionsFrom(argv, empty)).toMatchObject({
      chat: {
        slackUrl: 'http://one.example',
        slackToken: 'one',
        slackProxyUrl: 'http://one.example',
        slackChannel: 'one',
        slackUser: 'one',
      },
      telling: { eventWebhook: 'http://one.example', clusterName: 'one' },
    });
  });

  it.each(['slack', 'msteams'])(
    'refuses a proxy for %s whose password cannot be read, and does not show it',
    (chat) => {
      expect(() => optionsFrom([`-${chat}-proxy-url=http://me:hunter%2@proxy:3128`])).toThrow(
        `-${chat}-proxy-url: found something that is not shown here, allowed is an address such as http://proxy:3128, with % as %25 in user and password`,
      );
      expect(() => optionsFrom([`-${chat}-proxy-url=http://me:hunter%252@proxy:3128`])).not.toThrow();
    },
  );
});
