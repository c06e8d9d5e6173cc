import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ALL_FLAGS } from './flags.ts';
import { VERSION } from './version.ts';
import { type Wish, wishOf } from './wish.ts';

const sentence = (wish: Wish): string => (wish.kind === 'refuse' ? wish.sentence : `not refused but ${wish.kind}`);

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
    [['-namespace=a,b'], '-namespace: found "a,b", allowed is the name of one namespace'],
    [['-namespace', 'Test'], '-namespace: found "Test", allowed is the name of one namespace'],
    [
      ['-leader-election-namespace=a b'],
      '-leader-election-namespace: found "a b", allowed is the name of one namespace',
    ],
    [['-log-level=loud'], '-log-level: found "loud", allowed is debug, info, warning or error'],
    [
      ['-metrics-server=flagger:s3c/ret@prometheus:9090'],
      expect.stringContaining('-metrics-server: found "***@prometheus:9090", allowed is'),
    ],
    [['-metrics-server=htps://x:s3cret@api'], expect.stringContaining('-metrics-server: found "htps://***@api"')],
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
