import { createHash } from 'node:crypto';
import type { ConfigObject, TrackedConfig } from './configs.ts';

/**
 * Hex of the first 8 bytes of SHA-256 over the JSON of a ConfigMap's or Secret's `.data`, as Flagger computes it in
 * Go, and of its `.binaryData` where it has some.
 */
export function configChecksum({ data, binaryData = {} }: Pick<ConfigObject, 'data' | 'binaryData'>): string {
  const binary = Object.keys(binaryData).length > 0 ? goJson(binaryData) : '';
  return createHash('sha256')
    .update(goJson(data) + binary)
    .digest('hex')
    .slice(0, 16);
}

/** The same, and what Flagger has for it where that differs: it knows no `.binaryData`. */
export function configChecksums(config: ConfigObject): Pick<TrackedConfig, 'checksum' | 'flaggerChecksum'> {
  const checksum = configChecksum(config);
  const flaggerChecksum = configChecksum({ ...config, binaryData: {} });
  return { checksum, ...(flaggerChecksum !== checksum && { flaggerChecksum }) };
}

/**
 * JSON as Go writes a map: keys sorted as texts, and what could end a script in HTML escaped. Written key by key, since
 * an object of JavaScript puts keys that are whole numbers first.
 */
function goJson(data: Readonly<Record<string, string>> | undefined): string {
  if (data === undefined) {
    return 'null';
  }
  const members = Object.entries(data)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${members.join(',')}}`.replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
