import { describe, expect, it } from '@jest/globals';
import type { Log } from '@flagger/api';
import { tellNotes, wishOf } from './wish.ts';

function notesFrom(argv: readonly string[], environment = {}): readonly string[] {
  const wish = wishOf(argv, environment);
  return wish.kind === 'run' ? wish.notes.map((note) => note.setting) : ['refused'];
}

describe('a setting that changes nothing is told', () => {
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
    [['-msteams-proxy-url=http://proxy.example'], ['it needs -msteams-url, which is not given']],
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
        { kind: 'without effect', setting: '-c', why: 'd' },
        { kind: 'incomplete', setting: '-e', why: 'f' },
      ],
      log,
    );
    expect(lines).toEqual([
      ['info', 'setting is accepted but has no effect', { setting: '-c', why: 'd' }],
      ['warn', 'setting has no effect without another one', { setting: '-e', why: 'f' }],
    ]);
  });

  it('under the name of the variable, where its value is not used', () => {
    const [first, second] = ['http://one.example', 'http://two.example'];
    expect(notesFrom([`-slack-url=${first}`], { SLACK_URL: second })).toEqual(['SLACK_URL']);
    expect(notesFrom([`-slack-url=${first}`], { SLACK_URL: '' })).toEqual(['-slack-url']);
  });
});
