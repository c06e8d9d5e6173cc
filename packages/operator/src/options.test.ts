import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MESH_DEFAULTS, type Log } from '@flagger/api';
import { ALL_FLAGS, LATER, NEEDS, WITHOUT_EFFECT } from './flags.ts';
import { type Options, tellNotes, type Wish, wishOf } from './options.ts';
import { VERSION } from './version.ts';

function optionsFrom(argv: readonly string[], environment = {}): Options {
  const wish = wishOf(argv, environment);
  if (wish.kind !== 'run') {
    throw new Error(`refused: ${JSON.stringify(wish)}`);
  }
  return wish.options;
}

function notesFrom(argv: readonly string[], environment = {}): readonly string[] {
  const wish = wishOf(argv, environment);
  return wish.kind === 'run' ? wish.notes.map((note) => note.setting) : ['refused'];
}

const sentence = (wish: Wish): string => (wish.kind === 'refuse' ? wish.sentence : `not refused but ${wish.kind}`);

describe('flags are read', () => {
  it('with the defaults of Flagger where nothing is given', () => {
    expect(optionsFrom([])).toEqual({
      kubeconfig: undefined,
      master: undefined,
      namespace: undefined,
      election: undefined,
      meshProvider: 'istio',
      mesh: MESH_DEFAULTS,
      metricsServer: 'http://prometheus:9090',
      selectorLabels: ['app', 'name', 'app.kubernetes.io/name'],
      includeLabelPrefix: [],
      trackConfigs: true,
      settleMs: 5_000,
      minIntervalMs: 10_000,
      slackUrl: undefined,
      slackToken: undefined,
      slackProxyUrl: undefined,
      slackUser: 'flagger',
      slackChannel: undefined,
      eventWebhook: undefined,
      clusterName: undefined,
      port: 8080,
      logLevel: 'debug',
    });
  });

  it('with an election where it is asked for, whose lease is kept where Flagger keeps it', () => {
    const election = (...argv: readonly string[]) => optionsFrom(['-enable-leader-election', ...argv]).election;
    expect(election()).toEqual({ namespace: 'kube-system', leaseMs: 60_000 });
    expect(election('-leader-election-namespace=ops')).toEqual({ namespace: 'ops', leaseMs: 60_000 });
    expect(election('-leader-election-namespace=ops', '-namespace=test')?.namespace).toBe('test');
    expect(election('-leader-election-namespace=')?.namespace).toBe('kube-system');
    expect(optionsFrom(['-leader-election-namespace=ops']).election).toBeUndefined();
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
    expect(optionsFrom(argv).meshProvider).toBe('smi:v1alpha1:istio');
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
      logLevel: 'info',
      includeLabelPrefix: ['app.kubernetes.io'],
      metricsServer: 'http://here:1/path',
      namespace: 'test',
      port: 0,
      settleMs: 62_500,
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
    expect(optionsFrom(argv).trackConfigs).toBe(expected);
  });

  it('also when a value begins with a dash or holds an equals sign', () => {
    expect(optionsFrom(['-include-label-prefix', '-a=b']).includeLabelPrefix).toEqual(['-a=b']);
  });
});

describe('what cannot be read is refused with exit code 2 and a sentence', () => {
  it.each([
    [['-mesh-provder=istio'], 'unknown flag -mesh-provder; the nearest is -mesh-provider, and -help lists all'],
    [['--metric-server', 'x'], 'unknown flag -metric-server; the nearest is -metrics-server, and -help lists all'],
    [
      ['-slak-url=https://hooks.slack.com/services/T/B/x'],
      'unknown flag -slak-url; the nearest is -slack-url, and -help lists all',
    ],
    [['istio'], 'found the argument "istio", but everything is set by flags; -help lists them'],
    [['-port=http'], '-port: found "http", allowed is a port number from 0 to 65535'],
    [['-port=65536'], '-port: found "65536", allowed is a port number from 0 to 65535'],
    [['-port'], '-port: found nothing, allowed is a port number from 0 to 65535'],
    [['-log-level=loud'], '-log-level: found "loud", allowed is debug, info, warning or error'],
    [['-settle-time=5'], '-settle-time: found "5", allowed is a duration such as 10s, 1m30s or 500ms'],
    [['-lease-duration=0s'], '-lease-duration: found "0s", allowed is a duration from 1s on, such as 15s or 1m30s'],
    [['-settle-time=-5s'], '-settle-time: found "-5s", allowed is a duration such as 10s, 1m30s or 500ms'],
    [
      ['-control-loop-interval=soon'],
      '-control-loop-interval: found "soon", allowed is a duration such as 10s, 1m30s or 500ms',
    ],
    [
      ['-metrics-server=prometheus'],
      '-metrics-server: found "prometheus", allowed is an address such as http://prometheus:9090',
    ],
    [['-metrics-server='], '-metrics-server: found "", allowed is an address such as http://prometheus:9090'],
    [['-selector-labels=,'], '-selector-labels: found ",", allowed is at least one name, with commas between them'],
    [['-enable-config-tracking=maybe'], '-enable-config-tracking: found "maybe", allowed is true or false'],
    [['-threadiness=0'], '-threadiness: found "0", allowed is a whole number above 0'],
    [['-zap-encoding=xml'], '-zap-encoding: found "xml", allowed is json or console'],
  ])('%j', (argv, expected) => {
    expect(wishOf(argv, {})).toEqual({ kind: 'refuse', sentence: expected, exitCode: 2 });
  });

  it('which never shows a secret', () => {
    expect(sentence(wishOf(['-slack-url=hooks/s3cret'], {}))).toMatch(
      /^-slack-url: found something that is not shown here/,
    );
    expect(sentence(wishOf([], { EVENT_WEBHOOK_URL: 's3cret' }))).toMatch(
      /^EVENT_WEBHOOK_URL: found something that is not shown here/,
    );
  });
});

describe('a setting that changes nothing is told', () => {
  it('when its feature comes later, also if it comes from the environment', () => {
    expect(
      notesFrom(['-no-cross-namespace-refs', '-msteams-proxy-url=http://proxy.example', '-slack-user=bot'], {
        MSTEAMS_URL: 'http://teams.example',
      }),
    ).toEqual(['-no-cross-namespace-refs', 'MSTEAMS_URL', '-msteams-proxy-url']);
  });

  it.each([
    [['-slack-url=http://slack.example'], ['it needs -slack-channel, which is not given']],
    [['-slack-url=http://slack.example', '-slack-channel=ops'], []],
    [
      ['-slack-url=http://slack.example', '-slack-channel=ops', '-slack-user='],
      ['it needs -slack-user, which is not given'],
    ],
    [
      ['-slack-token=s3cret', '-slack-channel=ops'],
      ['it needs -slack-url, which is not given', 'it needs -slack-url, which is not given'],
    ],
    [['-slack-proxy-url=http://proxy.example'], ['it needs -slack-url, which is not given']],
    [['-leader-election-namespace=ops'], ['it needs -enable-leader-election, which is not given']],
    [['-leader-election-namespace=ops', '-enable-leader-election'], []],
  ])('when another one is missing: %j', (argv, expected) => {
    const wish = wishOf(argv, {});
    expect(wish.kind === 'run' && wish.notes.map(({ kind, why }) => (kind === 'incomplete' ? why : kind))).toEqual(
      expected,
    );
  });

  it('when it only made sense in Go', () => {
    expect(
      notesFrom([
        '-kubeconfig-qps=1000',
        '-kubeconfigBurst',
        '100',
        '-threadiness=8',
        '-zap-replace-globals',
        '-zap-encoding=console',
      ]),
    ).toEqual(['-kubeconfig-qps', '-kubeconfig-burst', '-threadiness', '-zap-replace-globals', '-zap-encoding']);
  });

  it('but not when it is as if nothing had been given', () => {
    expect(
      notesFrom(
        ['-kubeconfig-qps=100', '-control-loop-interval=10000ms', '-enable-leader-election=false', '-slack-url='],
        { SLACK_TOKEN: '' },
      ),
    ).toEqual([]);
  });

  it('by one line each, with warnings where something is missing', () => {
    const lines: unknown[] = [];
    const log: Log = {
      debug: () => undefined,
      info: (...line) => lines.push(['info', ...line]),
      warn: (...line) => lines.push(['warn', ...line]),
      error: () => undefined,
    };
    tellNotes(
      [
        { kind: 'later', setting: '-a', why: 'b' },
        { kind: 'without effect', setting: '-c', why: 'd' },
        { kind: 'incomplete', setting: '-e', why: 'f' },
      ],
      log,
    );
    expect(lines).toEqual([
      ['warn', 'setting is accepted but its feature comes with a later version', { setting: '-a', why: 'b' }],
      ['info', 'setting is accepted but has no effect', { setting: '-c', why: 'd' }],
      ['warn', 'setting has no effect without another one', { setting: '-e', why: 'f' }],
    ]);
  });

  it('and each flag that is told exists', () => {
    const names = new Set(ALL_FLAGS.map(([name]) => name));
    expect([...LATER.keys(), ...WITHOUT_EFFECT.keys(), ...NEEDS.keys()].filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('help and version', () => {
  it.each([['-help'], ['--help'], ['-h']])('%s prints every flag but those for tests, in groups', (flag) => {
    const wish = wishOf([flag], {});
    const text = wish.kind === 'print' ? wish.text : '';
    expect(ALL_FLAGS.filter(([name]) => !text.includes(`\n  -${name} `)).map(([name]) => name)).toEqual([
      'lease-duration',
      'min-interval',
    ]);
    expect(text).toMatch(/\nMesh and metrics:\n {2}-mesh-provider text .*\(default istio\)\n/);
    expect(text).not.toMatch(/--[a-z]/);
  });

  it('-version prints the version of package.json', () => {
    expect(wishOf(['-version'], {})).toEqual({ kind: 'print', text: `Flagger version ${VERSION}\n` });
    expect(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))).toMatchObject({
      version: VERSION,
    });
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
    const others = { slackChannel: 'one', slackUser: 'one', clusterName: 'one' };
    expect(optionsFrom(argv, environment)).toMatchObject({
      slackUrl: 'http://two.example',
      slackToken: 'two',
      slackProxyUrl: 'http://two.example',
      eventWebhook: 'http://two.example',
      ...others,
    });
    const empty = { SLACK_URL: '', SLACK_TOKEN: '', SLACK_PROXY_URL: '', EVENT_WEBHOOK_URL: '' };
    expect(optionsFrom(argv, empty)).toMatchObject({
      slackUrl: 'http://one.example',
      slackToken: 'one',
      slackProxyUrl: 'http://one.example',
      eventWebhook: 'http://one.example',
      ...others,
    });
  });

  it('is named where its value is not used', () => {
    const [first, second] = ['http://one.example', 'http://two.example'];
    expect(notesFrom([`-msteams-url=${first}`], { MSTEAMS_URL: second })).toEqual(['MSTEAMS_URL']);
    expect(notesFrom([`-msteams-url=${first}`], { MSTEAMS_URL: '' })).toEqual(['-msteams-url']);
  });
});

describe('docs/compatibility.md', () => {
  it('names every flag and every variable of the environment', () => {
    const page = readFileSync(new URL('../../../docs/compatibility.md', import.meta.url), 'utf8');
    const names = ALL_FLAGS.flatMap(([name, { env }]) => [`-${name}`, ...(env === undefined ? [] : [env])]);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
