import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { NEEDS, WITHOUT_EFFECT } from './flag-effects.ts';
import type { Flag } from './flag.ts';
import { ALL_FLAGS, flagName } from './flags.ts';
import { optionsOf } from './options.ts';
import { Settings } from './settings.ts';

const ROOT = new URL('../../../', import.meta.url);
const textAt = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const NAMES = ALL_FLAGS.map(([name]) => name);

/** Answered before there are options. */
const ANSWERED: readonly string[] = ['help', 'version'];

/** What the manifests that people install leave at its default. */
const LEFT_AT_DEFAULT: readonly string[] = [
  'kubeconfig',
  'master',
  'namespace',
  'kubeconfig-service-mesh',
  'enable-leader-election',
  'leader-election-namespace',
  'lease-duration',
  'shards',
  'ingress-annotations-prefix',
  'ingress-class',
  'selector-labels',
  'include-label-prefix',
  'enable-config-tracking',
  'no-cross-namespace-refs',
  'kstatus-conditions',
  'metrics-delay',
  'metrics-merge-window',
  'metrics-replica-label',
  'settle-time',
  'min-interval',
  'slack-url',
  'slack-token',
  'slack-proxy-url',
  'slack-user',
  'slack-channel',
  'msteams-url',
  'msteams-proxy-url',
  'event-webhook',
  'deny-local-webhooks',
  'cluster-name',
  'port',
  'listen-address',
  'turn-histogram',
  'version',
  'help',
  'control-loop-interval',
  'kubeconfig-qps',
  'kubeconfig-burst',
  'threadiness',
  'zap-replace-globals',
  'zap-encoding',
];

/** The flags that are read for the options. */
function flagsRead(): readonly string[] {
  const names = new Set<string>();
  class Recorded extends Settings {
    override read<T>(flag: Flag<T>): T {
      names.add(flagName(flag));
      return super.read(flag);
    }
  }
  optionsOf(new Recorded(new Map([['enable-leader-election', 'true']]), {}));
  return [...names];
}

/** The flags that a manifest, or a template of one, gives to the operator. */
const flagsIn = (manifest: string): readonly string[] =>
  Array.from(manifest.matchAll(/^\s*- ["']?-{1,2}([a-z][a-z-]*)/gm), ([, name = '']) => name);

/** What people install: the manifests and, once there is one, the chart. */
function shipped(): readonly string[] {
  const charts = new URL('charts/flagger/templates/', ROOT);
  const templates = existsSync(charts) ? readdirSync(charts).filter((name) => name.startsWith('deployment')) : [];
  return ['artifacts/flagger/deployment.yaml', ...templates.map((name) => `charts/flagger/templates/${name}`)];
}

describe('every flag', () => {
  it('is read into the options, or is answered at once, or has no effect', () => {
    const read = flagsRead();
    const ways = (name: string) =>
      [read, ANSWERED, [...WITHOUT_EFFECT.keys()]].filter((way) => way.includes(name)).length;
    expect(NAMES.filter((name) => ways(name) !== 1)).toEqual([]);
  });

  it('that is told or needed exists', () => {
    const told = [...WITHOUT_EFFECT.keys(), ...NEEDS.keys()];
    expect(told.filter((name) => !NAMES.includes(name))).toEqual([]);
  });

  it('has a row in docs/compatibility.md, and so has every variable of the environment', () => {
    const rows = textAt('docs/compatibility.md')
      .split('\n')
      .filter((line) => line.startsWith('| `-'));
    const cell = (row: string, index: number): string => row.split('|')[index] ?? '';
    const wrong = ALL_FLAGS.filter(([name, { env }]) => {
      const row = rows.find((each) => cell(each, 1).includes(`\`-${name}\``)) ?? '';
      return row === '' || (env !== undefined && !cell(row, 2).includes(`\`${env}\``));
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it('is given by what people install, or named here as left at its default', () => {
    const given = shipped().flatMap((path) => flagsIn(textAt(path)));
    expect(given.filter((name) => !NAMES.includes(name))).toEqual([]);
    expect([...new Set([...given, ...LEFT_AT_DEFAULT])].sort()).toEqual([...NAMES].sort());
    expect(LEFT_AT_DEFAULT.filter((name) => given.includes(name))).toEqual([]);
  });

  it('is found in a manifest and in a template of one', () => {
    expect(
      flagsIn('  - -log-level=info\n  # - -no\n  {{- if .x }}\n  - -slack-url={{ .y }}\n  - "--port=1"\n'),
    ).toEqual(['log-level', 'slack-url', 'port']);
  });
});
