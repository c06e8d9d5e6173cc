import { createHash, createHmac } from 'node:crypto';

/** What AWS knows a caller by. */
export interface AwsKeys {
  readonly id: string;
  readonly secret: string;
  /** Empty where they are for good. */
  readonly session: string;
}

/** One POST to AWS that is to be signed. */
export interface AwsRequest {
  readonly host: string;
  readonly region: string;
  /** As signatures name it, e.g. `monitoring`. */
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** ms. */
  readonly now: number;
}

/** The headers of a POST to `/`, signed with version 4 of AWS's signatures; names are in small letters. */
export function signedHeaders(request: AwsRequest, keys: AwsKeys): Readonly<Record<string, string>> {
  const time = new Date(request.now).toISOString().replace(/[-:]|\.\d+/g, '');
  const headers = {
    ...request.headers,
    'x-amz-date': time,
    ...(keys.session !== '' && { 'x-amz-security-token': keys.session }),
  };
  const scope = `${time.slice(0, 8)}/${request.region}/${request.service}/aws4_request`;
  const { names, text } = canonical({ ...headers, host: request.host }, request.body);
  const signature = hmac(keyOf(scope, keys), ['AWS4-HMAC-SHA256', time, scope, sha256(text)].join('\n'));
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${keys.id}/${scope}, SignedHeaders=${names}, Signature=${signature.toString('hex')}`,
  };
}

/** A request as it is signed: method, path, no query, headers in order, and the digest of its body. */
function canonical(
  headers: Readonly<Record<string, string>>,
  body: string,
): { readonly names: string; readonly text: string } {
  const sorted = Object.entries(headers).sort(([one], [other]) => (one < other ? -1 : 1));
  const names = sorted.map(([name]) => name).join(';');
  const lines = sorted.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
  return { names, text: ['POST', '/', '', lines, names, sha256(body)].join('\n') };
}

/** A key for one day, region and service. */
const keyOf = (scope: string, { secret }: AwsKeys): Buffer =>
  scope.split('/').reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`));

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
