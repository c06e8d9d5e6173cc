import { request, shownAddress } from '@flagger/http';
import { LONGEST_ANSWER, refusal } from './answer.ts';
import { withoutUser } from './authorization.ts';
import { withoutSecrets } from './discreet.ts';
import type { NoValue, Server } from './source.ts';

/** One request. */
export interface Asked {
  readonly url: string;
  readonly method?: 'PUT';
  /** Names in small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
  /** True where it carries credentials of this pod: no header of a template goes along, and certificates are looked at. */
  readonly isOurs?: boolean;
  /** True for the servers of clouds that only this machine reaches: no proxy is asked. */
  readonly isDirect?: boolean;
}

/** Why nothing could be asked, or nothing of use was answered. */
export interface Unready {
  readonly problem: NoValue;
}

/** What a server answered, of whatever status. */
export interface Heard {
  readonly status: number;
  readonly text: string;
}

/** On whose behalf is asked, and how long may be waited, ms; 5 s if undefined. */
export interface Asking {
  readonly server: Server;
  readonly timeoutMs?: number | undefined;
  /** The longest answer that is read, bytes; 1 MiB if undefined. */
  readonly longest?: number | undefined;
}

const TIMEOUT_MS = 5000;

/** Makes one request and reads its answer; what is no 2xx, what is too long and what does not come is a problem. */
export async function ask<T>(asked: Asked, asking: Asking, read: (text: string) => T): Promise<T | Unready> {
  const heard = await hear(asked, asking);
  if ('problem' in heard) {
    return heard;
  }
  const problem = objection(heard, asking.longest);
  return problem ? { problem } : read(heard.text);
}

/** Makes one request. Throws only where the signal aborts. */
export async function hear(
  asked: Asked,
  { server, timeoutMs = TIMEOUT_MS, longest = LONGEST_ANSWER }: Asking,
): Promise<Heard | Unready> {
  const { isOurs = false, url, ...given } = asked;
  const headers = { ...joined(isOurs ? {} : server.headers), ...given.headers };
  const heard = await request(
    {
      ...given,
      url: headers['authorization'] === undefined ? url : withoutUser(url),
      headers,
      timeoutMs: server.timeoutMs ?? timeoutMs,
      wire: server.wire,
      anyCertificate: !isOurs && server.insecureSkipVerify,
    },
    server,
    async ({ status, text }) => ({ status, text: await text(longest + 1) }),
  );
  if ('why' in heard) {
    return { problem: unreachable(asked, heard.reason) };
  }
  // before it is shortened, which might leave a part of a secret
  return isWell(heard) ? heard : { ...heard, text: withoutOwn(withoutSecrets(heard.text, server), asked) };
}

/** Credentials of this pod, and what was got for them: AWS quotes the session token of a request that it refuses. */
const OWN_HEADERS = ['authorization', 'x-amz-security-token', 'x-aws-ec2-metadata-token'];
const OWN_FIELDS = ['WebIdentityToken', 'assertion'];

function withoutOwn(text: string, { headers = {}, body }: Asked): string {
  const fields = typeof body === 'string' ? new URLSearchParams(body) : new URLSearchParams();
  const values = [
    // the scheme is no secret, and what comes after it may be told alone
    ...OWN_HEADERS.map((name) => headers[name]?.replace(/^(Bearer|AWS4-HMAC-SHA256) /, '')),
    ...OWN_FIELDS.map((name) => fields.get(name)),
  ];
  return withoutSecrets(text, { credentials: new Map(values.map((value, index) => [String(index), value ?? ''])) });
}

const joined = (headers: Server['headers'] = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name.toLowerCase(), values.join(', ')]));

const unreachable = ({ url, method, body }: Asked, reason: string): NoValue => ({
  kind: 'unreachable',
  message: `request failed: ${method ?? (body === undefined ? 'Get' : 'Post')} "${shownAddress(url)}": ${reason}`,
});

const isWell = ({ status }: Pick<Heard, 'status'>): boolean => status >= 200 && status < 300;

/** What is wrong with an answer, whatever was asked. */
export function objection(heard: Heard, longest: number = LONGEST_ANSWER): NoValue | undefined {
  if (!isWell(heard)) {
    return refusal(heard.status, heard.text);
  }
  return Buffer.byteLength(heard.text) > longest
    ? { kind: 'error', message: `the answer is longer than ${longest / 2 ** 20} MiB` }
    : undefined;
}

/** There is nothing to ask, and a person must change that. */
export const wiring = (message: string): Unready => ({ problem: { kind: 'wiring', message } });
