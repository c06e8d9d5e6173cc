import { describe, expect, it } from '@jest/globals';
import { commandLine } from './command-line.ts';
import { optionsOf, type Options } from './options.ts';
import { local, recorded, withReceiverInSecrets } from './places.ts';
import { batches, crdsIn, kindsOf } from './profiles.ts';
import { chosen } from './read-recordings.ts';

describe('the command line of the operator', () => {
  it('gets the values of this replay, and the flags of the recording at its place or last', () => {
    expect(commandLine('op {flags} --port {port}', { port: '1' }, ['-a', '-b'])).toEqual([
      'op',
      '-a',
      '-b',
      '--port',
      '1',
    ]);
    expect(commandLine('op --k={kubeconfig}', { kubeconfig: 'f' }, ['-a'])).toEqual(['op', '--k=f', '-a']);
  });

  it('runs node in the version that runs the comparison', () => {
    expect(commandLine('node x.mjs', {}, [])).toEqual([process.execPath, 'x.mjs']);
  });
});

describe('the options', () => {
  const read = (args: readonly string[], environment: Record<string, string> = { KUBECONFIG: 'config' }): Options =>
    optionsOf(args, { environment, root: '/root-of-repo', from: '/here' });

  it('take paths from where the command was given', () => {
    expect(read(['istio/01', '--recordings', 'mine'])).toMatchObject({
      recordings: ['istio/01'],
      folder: '/here/mine',
      kubeconfig: '/here/config',
      explained: '/root-of-repo/e2e/explained.yaml',
      parallel: 8,
    });
  });

  it('want a cluster to be named', () => {
    expect(() => read([], {})).toThrow(/KUBECONFIG: found nothing/);
  });

  it('want at least one slot', () => {
    expect(() => read(['--parallel', '0'])).toThrow('--parallel: found 0');
  });
});

describe('recordings', () => {
  const ids = ['istio/01-a', 'istio/01-a-race', 'istio/02-b', 'smi/01-a'];

  it('are chosen by id, by the beginning of an id or by folder', () => {
    expect(chosen(ids, ['istio/01-a'])).toEqual(['istio/01-a']);
    expect(chosen(ids, ['istio/01'])).toEqual(['istio/01-a', 'istio/01-a-race']);
    expect(chosen(ids, ['smi', 'istio/02'])).toEqual(['smi/01-a', 'istio/02-b']);
    expect(chosen(ids, [])).toEqual(ids);
  });

  it('are missed when there are none of that name', () => {
    expect(() => chosen(ids, ['istio/0'])).toThrow('istio/0: there is no such recording');
  });
});

describe('the addresses of the fake servers', () => {
  const places = { metrics: '127.0.0.1:1111', receiver: '127.0.0.1:2222' };

  it('take the place of the recorded ones, and give it back', () => {
    const url = { url: 'http://receiver.example:8080/gate', metrics: ['http://prometheus.example:9090'] };
    expect(local(url, places)).toEqual({ url: 'http://127.0.0.1:2222/gate', metrics: ['http://127.0.0.1:1111'] });
    expect(
      recorded({ saw: 'event', type: '', reason: '', message: 'POST http://127.0.0.1:2222/gate' }, places),
    ).toMatchObject({ message: 'POST http://receiver.example:8080/gate' });
  });

  it('do so inside a Secret too, and leave other data as it is', () => {
    const encoded = (text: string): string => Buffer.from(text).toString('base64');
    const secret = {
      kind: 'Secret',
      data: { address: encoded('http://receiver.example:8080/x'), token: 'dG9rLTEyMw==' },
    };
    expect(local(secret, places)).toEqual({
      kind: 'Secret',
      data: { address: encoded('http://127.0.0.1:2222/x'), token: 'dG9rLTEyMw==' },
    });
  });
});

describe('the address of the recorded receiver inside a Secret', () => {
  it('is the one that the rest of the recording has', () => {
    const encoded = (text: string): string => Buffer.from(text).toString('base64');
    const data = (address: string): string => `data:\n  address: ${encoded(address)}\n  token: dG9rLTEyMw==\n`;
    expect(withReceiverInSecrets(data('http://127.0.0.1:17460/hook/istio-28/alert/slack'))).toBe(
      data('http://receiver.example:8080/alert/slack'),
    );
  });
});

describe('the CRDs', () => {
  const crd = (name: string, version: string): string =>
    `{ kind: CustomResourceDefinition, metadata: { name: things.${name} }, spec: { group: ${name}, names: { kind: Thing }, versions: [{ name: ${version}, storage: true }] } }`;
  const profile = (name: string, ...yaml: readonly string[]): { name: string; crds: ReturnType<typeof crdsIn> } => ({
    name,
    crds: crdsIn(yaml),
  });

  it('of two profiles share a cluster unless they have a name in common that means different things', () => {
    const [a, b, c, d] = [
      profile('a', crd('x', 'v1')),
      profile('b', crd('x', 'v2')),
      profile('c', crd('x', 'v1'), crd('y', 'v1')),
      profile('d'),
    ];
    expect(batches([a, b, c, d]).map((batch) => batch.map((each) => each.name))).toEqual([['a', 'c', 'd'], ['b']]);
  });

  it('serve their kinds in the version of the recording, else in the stored one', () => {
    expect(kindsOf(crdsIn([crd('x', 'v1')]), new Map([['Thing', 'x/v1beta1']]))).toEqual([
      { kind: 'Thing', apiVersion: 'x/v1beta1' },
    ]);
    expect(kindsOf(crdsIn([crd('x', 'v1')]), new Map([['Thing', 'other/v1']]))).toEqual([
      { kind: 'Thing', apiVersion: 'x/v1' },
    ]);
  });
});
