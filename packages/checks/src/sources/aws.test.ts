import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { withoutNetwork } from '../../test/asking.ts';
import { awsKeys } from './aws-keys.ts';
import { signedHeaders } from './sigv4.ts';
import { cloudwatch } from './cloudwatch.ts';
import type { Server } from './source.ts';

const folder = mkdtempSync(join(tmpdir(), 'aws-'));
const token = join(folder, 'token');
const KEYS = { id: 'AKID', secret: 's3cret', session: 'for-now' };
const IN_JSON = { AccessKeyId: 'AKID', SecretAccessKey: 's3cret', Token: 'for-now' };

beforeAll(() => {
  writeFileSync(token, 'token-of-pod\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
withoutNetwork();

const server = (environment: Server['environment'], change: Partial<Server> = {}): Server => ({
  address: '',
  environment,
  clock: { now: () => 0, after: () => () => undefined },
  signal: new AbortController().signal,
  ...change,
});
const keys = (environment: Server['environment'], change: Partial<Server> = {}) =>
  awsKeys('eu-west-1', server(environment, change));

describe('the keys of this pod', () => {
  it('are those of the environment', async () => {
    const environment = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 's3cret', AWS_SESSION_TOKEN: 'for-now' };
    expect(await keys(environment)).toEqual(KEYS);
  });

  it('are had for the token of its service account, and no header of a template goes along', async () => {
    const asked = { Action: 'AssumeRoleWithWebIdentity', RoleArn: 'arn:role', WebIdentityToken: 'token-of-pod' };
    nock('https://sts.eu-west-1.amazonaws.com', { badheaders: ['x-own'] })
      .post('/', (body: Record<string, string>) =>
        Object.entries(asked).every(([name, value]) => body[name] === value),
      )
      .reply(200, '<R><AccessKeyId>AKID</AccessKeyId><SecretAccessKey>s3cret</SecretAccessKey><SessionToken>for-now</SessionToken></R>'); // prettier-ignore
    const environment = { AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: 'arn:role' };
    expect(await keys(environment, { headers: { 'X-Own': ['a'] } })).toEqual(KEYS);
  });

  it('are had from the agent of its containers, at either address', async () => {
    nock('http://169.254.170.2').get('/v2/credentials/7').reply(200, IN_JSON);
    expect(await keys({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/7' })).toEqual(KEYS);
    nock('http://169.254.170.23', { reqheaders: { authorization: 'token-of-pod' } })
      .get('/v1/credentials')
      .reply(200, IN_JSON);
    const environment = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: token,
    };
    expect(await keys(environment)).toEqual(KEYS);
  });

  it('are had from the metadata server of its machine, with a token', async () => {
    nock('http://169.254.169.254', { reqheaders: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' } })
      .put('/latest/api/token')
      .reply(200, 'pass');
    const machine = nock('http://169.254.169.254', { reqheaders: { 'x-aws-ec2-metadata-token': 'pass' } });
    machine.get('/latest/meta-data/iam/security-credentials/').reply(200, 'node');
    machine.get('/latest/meta-data/iam/security-credentials/node').reply(200, IN_JSON);
    expect(await keys({})).toEqual(KEYS);
  });

  it('are told by nobody who refuses them, though AWS quotes what it was sent', async () => {
    nock('https://sts.eu-west-1.amazonaws.com').post('/').reply(400, 'expired: token-of-pod');
    const refused = await keys({ AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: 'arn:role' });
    expect(refused).toMatchObject({ problem: { message: 'error response: Status 400 Bad Request: expired: xxxxx' } });
    nock('http://169.254.170.23').get('/v1').reply(403, 'not known: token-of-pod');
    const environment = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'token-of-pod',
    };
    expect(await keys(environment)).toMatchObject({
      problem: { message: 'error response: Status 403 Forbidden: not known: xxxxx' },
    });
    nock('https://monitoring.eu-west-1.amazonaws.com')
      .post('/')
      .reply(403, 'The canonical string should have been x-amz-security-token:for-now');
    const signing = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 's3cret', AWS_SESSION_TOKEN: 'for-now' };
    expect(await cloudwatch.measure({ text: '[]', interval: '1m' }, server(signing, { region: 'eu-west-1' }))).toEqual({
      problem: {
        kind: 'error',
        message:
          'error response: Status 403 Forbidden: The canonical string should have been x-amz-security-token:xxxxx',
      },
    });
  });

  it('are missed where nobody has any', async () => {
    nock('http://169.254.170.2').get('/none').reply(200, '<html>');
    expect(await keys({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/none' })).toEqual({
      problem: { kind: 'wiring', message: 'no AWS credentials found in the agent of containers' },
    });
  });
});

describe('a signature', () => {
  it('is that of the published example of a POST', () => {
    const { authorization } = signedHeaders(
      {
        host: 'example.amazonaws.com',
        region: 'us-east-1',
        service: 'service',
        headers: {},
        body: '',
        now: Date.parse('2015-08-30T12:36:00Z'),
      },
      { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', session: '' },
    );
    expect(authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    );
  });
});
