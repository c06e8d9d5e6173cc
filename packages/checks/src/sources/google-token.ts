import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ask, wiring, type Asked, type Unready } from './ask.ts';
import { at, parsed } from './json.ts';
import type { Server } from './source.ts';

const TOKENS = 'https://oauth2.googleapis.com/token';
const METADATA = 'metadata.google.internal';
const SCOPE = 'https://www.googleapis.com/auth/monitoring.read';
const HOUR_S = 3600;

/**
 * A token for Google Cloud: by the key of a service account, else by the file that GOOGLE_APPLICATION_CREDENTIALS
 * names, else by the metadata server of this machine.
 */
export async function googleToken(key: string, server: Server): Promise<string | Unready> {
  const file = server.environment?.['GOOGLE_APPLICATION_CREDENTIALS'];
  const found = key || (file ? await readFile(file, 'utf8').catch(() => '') : '');
  const asked = key || file ? tokenByKey(found, server) : tokenOfMachine(server);
  if ('problem' in asked) {
    return asked;
  }
  return ask(asked, { server }, (text): string | Unready => {
    const token = at(parsed(text), 'access_token');
    return typeof token === 'string' ? token : { problem: { kind: 'error', message: 'no token came with the answer' } };
  });
}

/** The request that a key is good for: it signs who asks for which rights. */
function tokenByKey(text: string, { clock }: Server): Asked | Unready {
  const key = keyOf(text);
  if (key === undefined) {
    return wiring('stackdriver credentials: serviceAccountKey is no key of a service account in JSON');
  }
  const issuedAt = Math.floor(clock.now() / 1000);
  const claims = { iss: key.email, scope: SCOPE, aud: TOKENS, iat: issuedAt, exp: issuedAt + HOUR_S };
  const signed = [{ alg: 'RS256', typ: 'JWT', ...(key.id !== '' && { kid: key.id }) }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('RSA-SHA256', Buffer.from(signed), key.secret).toString('base64url');
  return {
    url: TOKENS,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: `${signed}.${signature}`,
    }).toString(),
    isOurs: true,
  };
}

interface Key {
  readonly email: string;
  readonly id: string;
  readonly secret: KeyObject;
}

function keyOf(text: string): Key | undefined {
  const json = parsed(text);
  const [email, id, pem] = ['client_email', 'private_key_id', 'private_key'].map((name) => at(json, name));
  if (typeof email !== 'string' || typeof pem !== 'string') {
    return undefined;
  }
  // Node takes an error that some earlier call left in OpenSSL for one of this key; failing once takes it away
  const secret = privateKeyOf(pem) ?? privateKeyOf(pem);
  return secret && { email, id: typeof id === 'string' ? id : '', secret };
}

function privateKeyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

const tokenOfMachine = ({ environment }: Server): Asked => ({
  url: `http://${environment?.['GCE_METADATA_HOST'] || METADATA}/computeMetadata/v1/instance/service-accounts/default/token`,
  headers: { 'metadata-flavor': 'Google' },
  isOurs: true,
  isDirect: true,
});
