import type { IncomingHttpHeaders } from 'node:http';

/** What a pod knows of itself. */
export interface Identity {
  readonly hostname: string;
  /** The tag of its image. */
  readonly version: string;
  readonly color: string;
  readonly message: string;
}

/** A request as a pod gets it; `path` is without the query. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly body: string | Buffer;
  /** How long the pod waits before it answers, in ms. */
  readonly waitMs?: number;
  /** The endpoint, as it stands in metrics. */
  readonly endpoint: string;
  /** Whether the pod's troubles do not touch it: probes, and endpoints that are told what to answer. */
  readonly isSafe?: boolean;
}

type Endpoint = (identity: Identity, call: Call, parameter: string) => Omit<Reply, 'endpoint'>;

const LONGEST_DELAY_S = 300;

/** What podinfo answers, without the troubles that a pod may have. */
export function reply(identity: Identity, call: Call): Reply {
  const path = call.path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  for (const [endpoint, answer] of Object.entries(ENDPOINTS)) {
    const parameter = new RegExp(`^${endpoint.replace(/\{\w+\}/, '([^/]+)')}$`).exec(path);
    if (parameter !== null) {
      return { ...answer(identity, call, parameter[1] ?? ''), endpoint };
    }
  }
  return { ...json({ message: 'not found' }, 404), endpoint: 'other', isSafe: true };
}

const info: Endpoint = ({ hostname, version, color, message }) =>
  json({
    hostname,
    version,
    revision: 'sandbox',
    color,
    logo: '',
    message,
    goos: process.platform,
    goarch: process.arch,
    runtime: `node ${process.version}`,
    num_goroutine: '1',
    num_cpu: '1',
  });
const echo: Endpoint = (_, { body }) => ({ status: 202, body });
const fine: Endpoint = () => ({ ...json({ status: 'OK' }), isSafe: true });

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/': info,
  '/api/info': info,
  '/version': ({ version }) => json({ version, commit: 'sandbox' }),
  '/healthz': fine,
  '/readyz': fine,
  '/echo': echo,
  '/api/echo': echo,
  '/headers': (_, { headers }) => json(headers),
  '/token': (_, { body }) =>
    json({ token: body.toString('base64url') || 'anonymous', expires_at: '2038-01-19T03:14:07Z' }),
  '/status/{code}': (_, __, code) => ({ ...status(Number(code)), isSafe: true }),
  '/delay/{seconds}': (_, __, seconds) => ({ ...delay(Number(seconds)), isSafe: true }),
};

function status(code: number): Omit<Reply, 'endpoint'> {
  if (!Number.isInteger(code) || code < 200 || code > 599) {
    return json({ message: 'a status is a number from 200 to 599' }, 400);
  }
  return json({ status: code }, code);
}

function delay(seconds: number): Omit<Reply, 'endpoint'> {
  if (!(seconds >= 0 && seconds <= LONGEST_DELAY_S)) {
    return json({ message: `a delay is a number of seconds up to ${LONGEST_DELAY_S}` }, 400);
  }
  return { ...json({ delay: seconds }), waitMs: seconds * 1000 };
}

function json(value: object, code = 200): Omit<Reply, 'endpoint'> {
  return { status: code, body: JSON.stringify(value, undefined, 2) };
}
