import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Time } from '../time.ts';
import type { Asked } from './exchange.ts';

/** Whether a caller showed that it may ask. */
export type Admission = (headers: Asked['headers']) => Promise<boolean>;

/** Everybody may ask. */
export const everybody: Admission = async () => true;

/** Who is admitted by one of several; each is asked only where those before it say no. */
export const anyOf =
  (...admissions: readonly Admission[]): Admission =>
  async (headers) => {
    for (const admits of admissions) {
      if (await admits(headers)) {
        return true;
      }
    }
    return false;
  };

/** How long a file that was read is believed, ms: a Secret that changes is seen by then. */
const BELIEVED_MS = 5_000;

/**
 * Who brings one of the tokens of a file, one a line: as `Authorization: Bearer`, or as the password in the address of a
 * webhook (`http://flagger:TOKEN@loadtester/`), since a Canary can name no headers. A file that cannot be read admits
 * nobody.
 */
export function tokenFile(path: string, time: Pick<Time, 'elapsed'>): Admission {
  let read: { readonly tokens: Promise<readonly string[]>; readonly at: number } | undefined;
  const tokens = (): Promise<readonly string[]> => {
    if (read === undefined || time.elapsed() - read.at >= BELIEVED_MS) {
      read = { tokens: tokensIn(path), at: time.elapsed() };
    }
    return read.tokens;
  };
  return async ({ authorization = '' }) => {
    const shown = shownIn(String(authorization));
    return shown !== '' && (await tokens()).some((token) => isSame(token, shown));
  };
}

const tokensIn = (path: string): Promise<readonly string[]> =>
  readFile(path, 'utf8').then(
    (text) =>
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    () => [],
  );

/** The token of a caller, from `Authorization: Bearer` or as the password of an address; empty where there is none. */
export function shownIn(authorization: string): string {
  const [, scheme = '', value = ''] = /^(bearer|basic) +(\S+)$/i.exec(authorization) ?? [];
  return scheme.toLowerCase() === 'basic'
    ? Buffer.from(value, 'base64')
        .toString()
        .replace(/^[^:]*:?/, '')
    : value;
}

/** Takes as long for every token, whatever it has in common with what was shown. */
const isSame = (token: string, shown: string): boolean => timingSafeEqual(digest(token), digest(shown));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
