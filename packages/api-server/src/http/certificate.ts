import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, integer, objectId, octets, sequence, set, tagged, taggedBytes, text, time, yes } from './der.ts';

/** What a TLS server needs, as PEM. Clients trust the certificate itself. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const BASIC_CONSTRAINTS = '2.5.29.19';
const ALTERNATIVE_NAMES = '2.5.29.17';
const EXTENDED_USAGE = '2.5.29.37';
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const DAY_MS = 86_400_000;

/**
 * A new key with a certificate that it signed itself, for names and addresses, valid for a year from `now` (ms since
 * the epoch). kubectl sends a token over TLS only, so there is no way around one. (X.509: RFC 5280.)
 */
export function selfSigned(hosts: readonly string[], now: number): Identity {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(objectId(ECDSA_SHA256));
  const name = sequence(set(sequence(objectId(COMMON_NAME), text('flagger-sandbox'))));
  const content = sequence(
    tagged(0, integer(Buffer.from([2]))),
    // the first bit of a serial number must be zero
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(new Date(now - DAY_MS)), time(new Date(now + 365 * DAY_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, extensions(hosts)),
  );
  const signature = sign('sha256', content, privateKey);
  return {
    certificate: pem(sequence(content, algorithm, bits(signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extensions(hosts: readonly string[]): Buffer {
  return sequence(
    sequence(objectId(BASIC_CONSTRAINTS), yes(), octets(sequence(yes()))),
    sequence(objectId(EXTENDED_USAGE), octets(sequence(objectId(SERVER_AUTHENTICATION)))),
    sequence(objectId(ALTERNATIVE_NAMES), octets(sequence(...hosts.map(alternativeName)))),
  );
}

const alternativeName = (host: string): Buffer =>
  isIP(host) === 4 ? taggedBytes(7, Buffer.from(host.split('.').map(Number))) : taggedBytes(2, Buffer.from(host));

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
