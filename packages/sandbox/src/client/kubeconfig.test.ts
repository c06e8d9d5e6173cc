import { describe, expect, it } from '@jest/globals';
import { accessOf, readAccess } from './kubeconfig.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function aConfig({
  server = 'https://cluster:6443',
  cluster = '',
  user = 'token: s3cret',
}: {
  server?: string;
  cluster?: string;
  user?: string;
}): string {
  return [
    'current-context: here',
    'contexts: [{name: there, context: {cluster: other, user: nobody}}, {name: here, context: {cluster: c, user: u}}]',
    `clusters: [{name: c, cluster: {server: "${server}", ${cluster}}}]`,
    `users: [{name: u, user: {${user}}}]`,
  ].join('\n');
}
const noFiles = (path: string): string => {
  throw new Error(`nothing at ${path}`);
};

describe('the access that a kubeconfig gives', () => {
  it('is a token over plain HTTP', () => {
    expect(accessOf(aConfig({ server: 'http://127.0.0.1:80' }), noFiles)).toEqual({
      server: 'http://127.0.0.1:80',
      token: 's3cret',
      tls: undefined,
    });
  });

  it('is a token from a file and a certificate authority', () => {
    const files: Readonly<Record<string, string>> = { 'ca.crt': 'CA', token: 'from file\n' };
    const access = accessOf(
      aConfig({ cluster: 'certificate-authority: ca.crt', user: 'tokenFile: token' }),
      (path) => files[path] ?? '',
    );
    expect(access).toMatchObject({ token: 'from file', tls: { ca: 'CA', rejectUnauthorized: true } });
  });

  it('is a client certificate, and the server may go unverified', () => {
    const user = `client-certificate-data: ${base64('CERT')}, client-key-data: ${base64('KEY')}`;
    const { tls, token } = accessOf(
      aConfig({ cluster: 'insecure-skip-tls-verify: true, tls-server-name: api', user }),
      noFiles,
    );
    expect({ tls, token }).toEqual({
      tls: { ca: undefined, cert: 'CERT', key: 'KEY', servername: 'api', rejectUnauthorized: false },
      token: undefined,
    });
  });

  it.each([
    [aConfig({ user: 'exec: {command: login}' }), /logs in by exec/],
    [aConfig({}).replace('current-context: here', ''), /no context by the name/],
    [aConfig({}).replace('name: u,', 'name: v,'), /no user by the name/],
    [aConfig({ server: '' }), /no cluster with a server/],
  ])('is refused with a sentence: %#', (text, sentence) => {
    expect(() => accessOf(text, noFiles)).toThrow(sentence);
  });

  it('never shows what the file holds', () => {
    expect(() => accessOf('users: [{token: s3cret}\n  :::', noFiles)).toThrow(/^it is no YAML$/);
    expect(() => readAccess('/no/such/file')).toThrow(
      /the kubeconfig \/no\/such\/file cannot be used: the file \/no\/such\/file cannot be read/,
    );
  });
});
