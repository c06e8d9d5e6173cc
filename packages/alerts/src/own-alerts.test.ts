import { describe, expect, it } from '@jest/globals';
import { Wait, type AlertProvider, type Found, type References } from '@flagger/api';
import nock from 'nock';
import { aCanary } from '../test/canaries.ts';
import { aSender, until, withoutNetwork } from '../test/sending.ts';
import { alertListener } from './alerts.ts';
import type { Alert } from './message.ts';
import type { Delivery, SenderPorts } from './sender.ts';

withoutNetwork();

type Spec = AlertProvider['spec'];

/** AlertProviders by `name.namespace`, and Secrets by name. */
function referencesTo(
  providers: Readonly<Record<string, Spec>>,
  secrets: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Pick<References, 'alertProvider' | 'credentials'> {
  return {
    alertProvider: async (_, { name, namespace }): Promise<Found<AlertProvider>> => {
      const spec = providers[`${name}.${namespace ?? ''}`];
      return spec
        ? { ok: true, object: { apiVersion: 'flagger.app/v1beta1', kind: 'AlertProvider', metadata: { name }, spec } }
        : { ok: false, because: `alertprovider.flagger.app "${name}" not found` };
    },
    credentials: async (_, { spec }) => {
      const secret = 'type' in spec && spec.secretRef ? secrets[spec.secretRef.name] : {};
      return secret
        ? { ok: true, object: new Map(Object.entries(secret)) }
        : { ok: false, because: 'secrets "gone" not found' };
    },
  };
}

const to = (name: string, severity?: 'info' | 'warn' | 'error' | '', namespace?: string) => ({
  name: `by ${name}`,
  ...(severity !== undefined && { severity }),
  providerRef: { name, ...(namespace !== undefined && { namespace }) },
});

const anAlert = (alert: Partial<Alert> = {}): Alert => ({
  severity: 'error',
  message: 'Failed checks threshold reached 1',
  isDetailed: false,
  ...alert,
});

function told(
  alerts: readonly object[],
  {
    references,
    all = [anAlert()],
    ...ports
  }: {
    readonly references: Pick<References, 'alertProvider' | 'credentials'>;
    readonly all?: readonly Alert[];
    readonly isQuick?: boolean;
  } & Partial<SenderPorts>,
) {
  const made = aSender(ports);
  const chat = { type: 'slack', url: 'http://global.example', username: 'bot', channel: 'all' } as const;
  const listener = alertListener({ sender: made.sender, references, chat, clusterName: undefined });
  all.forEach((alert) => listener.alert?.(aCanary({ alerts }), alert));
  return made;
}

/** Takes what is posted at an address, and keeps it. */
function anyone(origin: string, path = '/hook', reqheaders: Readonly<Record<string, string>> = {}) {
  const posted: unknown[] = [];
  nock(origin, { reqheaders })
    .persist()
    .post(path, (body) => posted.push(body) > 0)
    .reply(200);
  return posted;
}

const OPS: Spec = { type: 'slack', address: 'http://ops.example/hook', channel: 'ops', username: 'shipper' };

describe('an alert of a canary that names AlertProviders', () => {
  it('is told by each of them, and not in the chat for all', async () => {
    const ops = anyone('http://ops.example');
    const team = anyone('http://team.example', '/webhooks/1/slack');
    const global = anyone('http://global.example', '/');
    const references = referencesTo({
      'ops.istio-53': OPS,
      'team.shared': { type: 'discord', address: 'http://team.example/webhooks/1' },
    });
    const { outcomes, lines } = told([to('ops', 'info'), to('team', 'info', 'shared')], { references });
    await until(() => outcomes.length === 2);
    expect([global, lines]).toEqual([[], []]);
    expect(ops).toMatchObject([{ channel: 'ops', username: 'shipper' }]);
    expect(team).toMatchObject([{ channel: 'general', username: 'flagger' }]);
  });

  it.each([
    [undefined, ['info', 'warn', 'error']],
    ['', ['info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ] as const)('is told from severity %j on', async (least, heard) => {
    const ops = anyone('http://ops.example');
    const all = (['info', 'warn', 'error'] as const).map((severity) => anAlert({ severity, message: severity }));
    const { outcomes } = told([to('ops', least)], { references: referencesTo({ 'ops.istio-53': OPS }), all });
    await until(() => outcomes.length === heard.length);
    expect(ops).toEqual(
      heard.map((text) => expect.objectContaining({ attachments: [expect.objectContaining({ text })] })),
    );
  });

  it('goes where the Secret says, with its token, and without the line ends of a file', async () => {
    const ops = anyone('http://secret.example', '/hook', { authorization: 'Bearer tok-123' });
    const spec: Spec = { type: 'slack', secretRef: { name: 'hook' } };
    const secrets = { hook: { address: 'http://secret.example/hook\n', token: 'tok-123\n' } };
    const { outcomes } = told([to('ops')], { references: referencesTo({ 'ops.istio-53': spec }, secrets) });
    await until(() => outcomes.length === 1);
    expect([ops.length, outcomes]).toEqual([1, [{ kind: 'alert', outcome: 'delivered' }]]);
  });

  it('goes through the proxy that is named', async () => {
    const spec: Spec = { ...OPS, proxy: 'http://proxy.example:3128' };
    const sent: Delivery[] = [];
    const sender = { send: (delivery: Delivery) => sent.push(delivery) };
    const references = referencesTo({ 'ops.istio-53': spec });
    alertListener({ sender, references, chat: undefined, clusterName: undefined }).alert?.(
      aCanary({ alerts: [to('ops')] }),
      anAlert(),
    );
    const [post] = sent.map((delivery) => delivery.post);
    expect(typeof post === 'function' && (await post())).toMatchObject({
      object: { url: 'http://ops.example/hook', proxyUrl: 'http://proxy.example:3128', timeoutMs: 5000 },
    });
  });
});

const LOST = { level: 'error', message: "alert can't be sent", canary: 'quince.istio-53' };

describe('an AlertProvider that cannot be had', () => {
  it.each([
    ['itself', {}, 'alertprovider.flagger.app "ops" not found'],
    ['its Secret', { type: 'slack', secretRef: { name: 'gone' } }, 'secrets "gone" not found'],
    ['the address in it', { type: 'slack', secretRef: { name: 'empty' } }, 'secrets "empty" has no key address'],
    ['any address', { type: 'slack' }, 'it has no address'],
    ['a proxy that can be asked', { ...OPS, proxy: 'hunter2.example' }, /^spec\.proxy: .* not shown here/],
    ['a proxy whose password can be read', { ...OPS, proxy: 'http://me:hunter%2@proxy' }, /^spec\.proxy: .* %25/],
    [
      'a proxy that speaks http',
      { ...OPS, proxy: 'socks5://me:hunter2@proxy.example:1080' },
      'spec.proxy: found an address of the scheme socks5, allowed is an http(s) address',
    ],
  ] as const)('for want of %s is logged with its name, and holds nobody else up', async (_, spec, reason) => {
    const team = anyone('http://team.example');
    const references = referencesTo(
      {
        ...('type' in spec && { 'ops.istio-53': spec }),
        'team.istio-53': { type: 'rocket', address: 'http://team.example/hook' },
      },
      { empty: { token: 'hunter3' } },
    );
    const { outcomes, lines } = told([to('ops'), to('team')], { references });
    await until(() => outcomes.length === 2);
    expect([team.length, outcomes.map(({ outcome }) => outcome).sort()]).toEqual([1, ['delivered', 'lost']]);
    expect(lines).toEqual([
      {
        ...LOST,
        alert: 'by ops',
        provider: 'ops.istio-53',
        reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
        attempts: 1,
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('hunter');
  });

  it('because the cluster cannot say now is looked up again, and then told', async () => {
    const ops = anyone('http://ops.example');
    const known = referencesTo({ 'ops.istio-53': OPS });
    let asked = 0;
    const references: typeof known = {
      ...known,
      alertProvider: async (...which) => {
        asked += 1;
        if (asked < 3) {
          throw new Wait('the API server is away');
        }
        return known.alertProvider(...which);
      },
    };
    const { outcomes, lines, clock } = told([to('ops')], { references });
    await until(() => outcomes.length === 1);
    expect([ops.length, lines, clock.pauses]).toEqual([1, [], [1000, 2000]]);
  });

  it('because nobody answers ends with the program', async () => {
    const references = { ...referencesTo({}), alertProvider: () => new Promise<never>(() => undefined) };
    const { sender, lines, clock } = told([to('ops')], { references, isQuick: false });
    const drained = sender.drain(5_000);
    clock.end(5_000);
    await drained;
    expect(lines).toEqual([{ ...LOST, alert: 'by ops', provider: 'ops.istio-53', reason: 'stopped', attempts: 1 }]);
  });
});

it('credentials are read anew at each attempt, and neither they nor the address are logged', async () => {
  const spec: Spec = { type: 'slack', secretRef: { name: 'hook' } };
  const tokens = ['hunter1', 'hunter2', 'hunter3'];
  const read: string[] = [];
  const references = {
    ...referencesTo({ 'ops.istio-53': spec }),
    credentials: async () => {
      const token = tokens.shift() ?? '';
      read.push(token);
      const object = new Map([
        ['address', 'http://secret.example/hunter4'],
        ['token', token],
      ]);
      return { ok: true, object } as const;
    },
  };
  nock('http://secret.example').post('/hunter4').reply(503).post('/hunter4').reply(403, 'hunter5');
  const { outcomes, lines } = told([to('ops')], { references });
  await until(() => outcomes.length === 1);
  expect(read).toEqual(['hunter1', 'hunter2']);
  expect(lines).toEqual([
    { ...LOST, alert: 'by ops', provider: 'ops.istio-53', host: 'secret.example', reason: 'HTTP 403', attempts: 2 },
  ]);
});
