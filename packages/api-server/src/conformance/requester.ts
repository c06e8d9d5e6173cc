import { Agent, type Dispatcher, request } from 'undici';
import { parse } from 'yaml';
import { asJson, isString, type Json, parseJson, stringAt } from '../json.ts';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: Json | string;
  /** JSON by default. */
  readonly contentType?: string;
  /** JSON by default. */
  readonly accept?: string;
  /** Sent in the place of the kubeconfig's own; empty for none. */
  readonly token?: string;
}

export interface Answer {
  readonly status: number;
  /** All that the server warned of, as it stands in the headers. */
  readonly warnings: string;
  /** A text where it is no JSON; a list where it is several lines of JSON, as in a watch. */
  readonly body: Json;
}

/** A watch that goes on until it is closed. */
export interface Stream {
  /** The next event; undefined if the server ended the watch. */
  next(): Promise<Json | undefined>;
  close(): void;
}

/** Sends requests to one API server. */
export interface Requester {
  send(call: Call): Promise<Answer>;
  /** Begins a watch; settles when the server has begun to answer. */
  open(path: string, accept?: string): Promise<Stream>;
  close(): Promise<void>;
}

/** Speaks to the server of a kubeconfig's text that holds a token and a certificate. */
export function requester(kubeconfig: string): Requester {
  const config = asJson(parse(kubeconfig));
  const server = stringAt(config, 'clusters', 0, 'cluster', 'server') ?? '';
  const certificate = stringAt(config, 'clusters', 0, 'cluster', 'certificate-authority-data') ?? '';
  const ownToken = stringAt(config, 'users', 0, 'user', 'token') ?? '';
  const dispatcher = new Agent({ connect: { ca: Buffer.from(certificate, 'base64').toString() } });
  const ask = ({
    method,
    path,
    body,
    contentType = 'application/json',
    accept = 'application/json',
    token = ownToken,
  }: Call): Promise<Dispatcher.ResponseData> => {
    const headers = {
      accept,
      'user-agent': 'requester',
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': contentType }),
    };
    const sent = body === undefined ? {} : { body: isString(body) ? body : JSON.stringify(body) };
    return request(`${server}${path}`, { method: methodOf(method), headers, dispatcher, ...sent });
  };
  return {
    send: async (call) => {
      const { statusCode, headers, body } = await ask(call);
      return { status: statusCode, warnings: [headers.warning ?? []].flat().join(', '), body: read(await body.text()) };
    },
    open: async (path, accept) =>
      streamOf((await ask({ method: 'GET', path, ...(accept === undefined ? {} : { accept }) })).body),
    close: () => dispatcher.destroy(),
  };
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function methodOf(method: string): (typeof METHODS)[number] {
  const found = METHODS.find((each) => each === method);
  if (found === undefined) {
    throw new Error(`no such method: ${method}`);
  }
  return found;
}

function read(text: string): Json {
  const lines = text.split('\n').filter((line) => line !== '');
  try {
    return lines.length > 1 && lines.every((line) => line.startsWith('{')) ? lines.map(parseJson) : parseJson(text);
  } catch {
    return text;
  }
}

function streamOf(body: Dispatcher.ResponseData['body']): Stream {
  const lines = linesOf(body);
  return {
    next: async () => {
      const { value, done } = await lines.next();
      return done === true ? undefined : parseJson(value);
    },
    close: () => body.destroy(),
  };
}

async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const piece of body) {
    const lines = (rest + piece.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  return undefined;
}
