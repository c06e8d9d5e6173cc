import { alertListener, BackgroundSender, eventWebhookListener, globalChat } from '@flagger/alerts';
import type { References } from '@flagger/api';
import { createReferences } from '@flagger/kubernetes';
import { MemoryConfigs } from '@flagger/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { systemClock } from '../clock.ts';
import { aCanary, aShell, setImage, success } from './podinfo.ts';

beforeAll(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

const PROVIDER = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'AlertProvider',
  metadata: { name: 'team', namespace: 'test' },
  spec: { type: 'discord', channel: 'releases', secretRef: { name: 'hook' } },
};
const SECRET = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'hook', namespace: 'test' },
  data: { address: Buffer.from('https://discord.example/api/webhooks/1/hunter2').toString('base64') },
};

/** A rollback of podinfo, whose Canary names alerts, in an operator with a Slack for all; gives the log of the sender. */
async function rollBack(
  alerts: readonly object[],
  objects: readonly (typeof PROVIDER | typeof SECRET)[],
  eventWebhook?: string,
) {
  const lines: unknown[] = [];
  const keep = (message: string, keys?: object) => void lines.push({ message, ...keys });
  const log = { debug: keep, info: keep, warn: keep, error: keep };
  const sender = new BackgroundSender({ clock: systemClock, log });
  const references: Pick<References, 'alertProvider' | 'credentials'> = createReferences({
    cluster: { objects: () => shell.objects, configs: () => new MemoryConfigs(shell.objects) },
    isWithinNamespace: false,
  });
  const chat = globalChat(CHAT);
  const shell = aShell({
    canary: aCanary({ analysis: { alerts } }),
    find: ({ what }) => (what === 'check' ? [success(87.25)] : []),
    listeners: [
      alertListener({ sender, references, chat, clusterName: undefined }),
      eventWebhookListener({ sender, clock: systemClock, eventWebhook }),
    ],
  });
  objects.forEach((object) => shell.objects.set(object));
  shell.start();
  await shell.pass(30);
  setImage(shell, 'podinfo:2');
  await shell.pass(120);
  await sender.drain(5_000);
  return { lines, phase: shell.canary().status?.phase };
}

const CHAT = {
  slackUrl: 'http://slack.example/hook',
  slackToken: undefined,
  slackProxyUrl: undefined,
  slackUser: 'flagger',
  slackChannel: 'all',
  msteamsUrl: undefined,
  msteamsProxyUrl: undefined,
};

function anyone(origin: string, path: string) {
  const posted: unknown[] = [];
  nock(origin)
    .persist()
    .post(path, (body) => posted.push(body) > 0)
    .reply(204);
  return posted;
}

const ALERT = { name: 'team Discord', severity: 'error', providerRef: { name: 'team' } };

describe('a rollback', () => {
  it('is told in the Discord that the Canary names, at the address in its Secret, and not in the Slack for all', async () => {
    const discord = anyone('https://discord.example', '/api/webhooks/1/hunter2/slack');
    const slack = anyone('http://slack.example', '/hook');
    expect(await rollBack([ALERT], [PROVIDER, SECRET])).toEqual({ lines: [], phase: 'Failed' });
    expect(discord).toMatchObject([
      {
        channel: 'releases',
        attachments: [{ color: 'danger', author_name: 'podinfo.test', text: 'Failed checks threshold reached 2' }],
      },
    ]);
    expect(slack).toEqual([]);
  });

  it('is told in the Slack for all where the Canary names nobody', async () => {
    const slack = anyone('http://slack.example', '/hook');
    expect(await rollBack([], [])).toEqual({ lines: [], phase: 'Failed' });
    expect(slack.at(-1)).toMatchObject({ channel: 'all', attachments: [{ color: 'danger' }] });
  });

  it('has come to its end for the webhook for all events as soon as the target is scaled down', async () => {
    anyone('http://slack.example', '/hook');
    const events = anyone('http://events.example', '/all');
    await rollBack([], [], 'http://events.example/all');
    expect(events.slice(-2)).toMatchObject([
      { phase: 'Progressing', metadata: { eventMessage: expect.stringMatching(/^Rolling back podinfo.test failed/) } },
      { phase: 'Failed', metadata: { eventMessage: 'Canary failed! Scaling down podinfo.test' } },
    ]);
  });

  it.each([
    ['AlertProvider', [], 'alertprovider.flagger.app "team" not found'],
    ['Secret', [PROVIDER], 'secrets "hook" not found'],
  ] as const)('comes to its end where the %s is missing, which is logged', async (_, objects, reason) => {
    const { phase, lines } = await rollBack([ALERT], objects);
    expect(phase).toBe('Failed');
    expect(lines).toMatchObject([
      { message: "alert can't be sent", canary: 'podinfo.test', alert: 'team Discord', provider: 'team.test', reason },
    ]);
  });
});
