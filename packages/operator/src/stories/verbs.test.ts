import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Finding, KubeObject, Question } from '@flagger/api';
import { aCanary, allIsWell, aShell, setImage, weights } from './podinfo.ts';

const CANARY = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test' },
} as const;
const PAGE = readFileSync(new URL('../../../../docs/verbs.md', import.meta.url), 'utf8');
const COMMAND = /^kubectl -n test annotate canary podinfo (?:--overwrite )?(flagger\.app\/[a-z-]+?)(?:="(.*)"|-)$/gm;
const COMMANDS = [...PAGE.matchAll(COMMAND)].map(([line, name = '', value]) => ({
  line,
  name,
  value: value?.replace('$(date -u +%FT%TZ)', '2026-01-01T10:00:00Z'),
}));

const gates = ['load-test-gate', 'other'].map((name) => ({
  name,
  type: 'confirm-promotion',
  url: 'http://gates.test',
}));
const closed = (question: Question): readonly Finding[] =>
  question.what === 'confirm-promotion'
    ? gates.map(({ name }) => ({ kind: 'reply', hook: 'confirm-promotion', name, ok: false, message: '' }))
    : allIsWell(question);

/** Does what kubectl does at a line of the page. */
const annotated =
  ({ name, value }: { readonly name: string; readonly value: string | undefined }) =>
  (object: KubeObject): KubeObject => {
    const { [name]: _, ...others } = object.metadata.annotations ?? {};
    const annotations = value === undefined ? others : { ...others, [name]: value };
    return { ...object, metadata: { ...object.metadata, annotations } };
  };

async function waiting() {
  const shell = aShell({ canary: aCanary({ analysis: { webhooks: gates } }), find: closed });
  shell.start();
  await shell.pass(30);
  setImage(shell, 'podinfo:2');
  await shell.pass(60);
  expect(shell.canary().status?.phase).toBe('WaitingPromotion');
  return shell;
}

/** Where the canary is a minute after each command of the page, asked while it waits for its promotion. */
const PHASES: Readonly<Record<string, string>> = {
  abort: 'Failed',
  promote: 'Succeeded',
  'skip-analysis': 'WaitingPromotion',
  retry: 'WaitingPromotion',
  approve: 'Succeeded',
  'approve for load-test-gate': 'WaitingPromotion',
  'reject for confirm-promotion': 'Failed',
  pause: 'WaitingPromotion',
  'pause-': 'WaitingPromotion',
};

describe('the commands of docs/verbs.md', () => {
  it('are as many as there are outcomes here', () => {
    expect(COMMANDS.map(titled)).toEqual(Object.keys(PHASES));
  });

  it.each(COMMANDS)('$line', async (command) => {
    const shell = await waiting();
    shell.edit(CANARY, annotated(command));
    await shell.pass(60);
    expect(shell.canary().status?.phase).toBe(PHASES[titled(command)]);
    const [, verb = ''] = command.name.split('/');
    const answers = shell.events.filter(({ message }) => message.toLowerCase().startsWith(verb.replace('-', '')));
    expect(answers).toHaveLength(command.value === undefined ? 0 : 1);
  });

  it('are answered once, however often they are applied and whoever restarts the operator', async () => {
    const shell = await waiting();
    const [abort] = COMMANDS;
    for (const command of abort ? [abort, { ...abort, value: undefined }, abort] : []) {
      shell.edit(CANARY, annotated(command));
      await shell.pass(20);
    }
    setImage(shell, 'podinfo:3');
    await shell.pass(30);
    shell.start();
    await shell.pass(60);
    expect(shell.canary().status?.phase).toBe('WaitingPromotion');
    expect(weights(shell)).toEqual([40, 60]);
  });
});

function titled({ name, value }: { readonly name: string; readonly value: string | undefined }): string {
  const [, verb = ''] = name.split('/');
  const [gate] = / for \S+/.exec(value ?? '') ?? [''];
  return value === undefined ? `${verb}-` : `${verb}${gate}`;
}
