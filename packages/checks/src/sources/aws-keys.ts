import { readFile } from 'node:fs/promises';
import { ask, wiring, type Asked, type Unready } from './ask.ts';
import { at, parsed } from './json.ts';
import type { AwsKeys } from './sigv4.ts';
import type { Server } from './source.ts';

const CONTAINERS = 'http://169.254.170.2';
const MACHINE = 'http://169.254.169.254/latest';
const TOKEN_SECONDS = '60';

/**
 * The keys of this pod, looked for where AWS's own programs look: the environment, the role of its service account,
 * the agent of its containers, and the metadata server of its machine.
 */
export async function awsKeys(region: string, server: Server): Promise<AwsKeys | Unready> {
  const own = keysOf(
    {
      AccessKeyId: setting(server, 'AWS_ACCESS_KEY_ID'),
      SecretAccessKey: setting(server, 'AWS_SECRET_ACCESS_KEY'),
      Token: setting(server, 'AWS_SESSION_TOKEN'),
    },
    'the environment',
  );
  if (!('problem' in own)) {
    return own;
  }
  if (setting(server, 'AWS_WEB_IDENTITY_TOKEN_FILE') !== '') {
    return keysOfRole(region, server);
  }
  return agentOf(server) === '' ? keysOfMachine(server) : keysOfContainer(server);
}

const setting = ({ environment }: Server, name: string): string => environment?.[name] ?? '';

/** A pod with a role (IRSA): the token of its service account is exchanged. */
async function keysOfRole(region: string, server: Server): Promise<AwsKeys | Unready> {
  const token = await textIn(setting(server, 'AWS_WEB_IDENTITY_TOKEN_FILE'));
  const asked: Asked = {
    url: `https://sts.${region}.${awsDomain(region)}/`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: setting(server, 'AWS_ROLE_ARN'),
      RoleSessionName: setting(server, 'AWS_ROLE_SESSION_NAME') || 'flagger',
      WebIdentityToken: token,
    }).toString(),
    isOurs: true,
  };
  return ask(asked, { server }, (xml) => {
    const [AccessKeyId, SecretAccessKey, Token] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map(
      (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '',
    );
    return keysOf({ AccessKeyId, SecretAccessKey, Token }, 'STS');
  });
}

const agentOf = (server: Server): string => {
  const path = setting(server, 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI');
  return path === '' ? setting(server, 'AWS_CONTAINER_CREDENTIALS_FULL_URI') : `${CONTAINERS}${path}`;
};

async function keysOfContainer(server: Server): Promise<AwsKeys | Unready> {
  const file = setting(server, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE');
  const authorization = file === '' ? setting(server, 'AWS_CONTAINER_AUTHORIZATION_TOKEN') : await textIn(file);
  const headers = authorization === '' ? {} : { authorization };
  const asked: Asked = { url: agentOf(server), headers, isOurs: true, isDirect: true };
  return ask(asked, { server }, (text) => keysOf(parsed(text), 'the agent of containers'));
}

/** The second version of the metadata server: it gives nothing to who has not asked for a token first. */
async function keysOfMachine(server: Server): Promise<AwsKeys | Unready> {
  const look = (path: string, given: Pick<Asked, 'method' | 'headers'>): Promise<string | Unready> =>
    ask({ url: `${MACHINE}${path}`, ...given, isOurs: true, isDirect: true }, { server }, (text) => text.trim());
  const token = await look('/api/token', {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS },
  });
  if (typeof token !== 'string') {
    return token;
  }
  const headers = { 'x-aws-ec2-metadata-token': token };
  const role = await look('/meta-data/iam/security-credentials/', { headers });
  if (typeof role !== 'string') {
    return role;
  }
  const text = await look(`/meta-data/iam/security-credentials/${encodeURIComponent(role)}`, { headers });
  return typeof text === 'string' ? keysOf(parsed(text), 'the metadata server') : text;
}

/** Keys as the agents of AWS write them. */
function keysOf(json: unknown, where: string): AwsKeys | Unready {
  const [id, secret, session] = ['AccessKeyId', 'SecretAccessKey', 'Token'].map((name) => at(json, name));
  return typeof id === 'string' && typeof secret === 'string' && id !== '' && secret !== ''
    ? { id, secret, session: typeof session === 'string' ? session : '' }
    : wiring(`no AWS credentials found in ${where}`);
}

const textIn = async (file: string): Promise<string> => (await readFile(file, 'utf8').catch(() => '')).trim();

/** The domain of AWS that a region is in. */
export const awsDomain = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');
