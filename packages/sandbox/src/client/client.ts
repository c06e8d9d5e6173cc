import type { KubeObject } from '@flagger/api';
import { Agent, type Dispatcher } from 'undici';
import { apiError, statusOf } from './api-error.ts';
import { fieldsOf, isFields, itemsOf, textOf } from './fields.ts';
import type { Access } from './kubeconfig.ts';
import { lines } from './lines.ts';
import { objectOf, pathOf, type Place, type Resource } from './resource.ts';
import { jsonIn } from '../lenient-json.ts';

/** Port: a Kubernetes API. Refusals are {@link ApiError}s; what a failed connection throws is anything else. */
export interface Client {
  /** Undefined where there is no such object. */
  get<T extends KubeObject>(resource: Resource<T>, place: Place): Promise<T | undefined>;
  /** All objects of a namespace, or of all; they may be such as the resource does not accept. */
  list(resource: Resource, namespace?: string): Promise<Listed>;
  create<T extends KubeObject>(resource: Resource<T>, object: KubeObject): Promise<T>;
  /** JSON merge patch: a list is replaced as a whole, null removes. */
  patch<T extends KubeObject>(resource: Resource<T>, place: Place, changes: object): Promise<T>;
  /** What is left of it while finalizers or its pods' grace hold it back; undefined where it is gone. */
  remove(resource: Resource, place: Place, how?: Removal): Promise<KubeObject | undefined>;
  /** What happens from a resourceVersion on, until the server ends the stream; 410 where that is too long ago. */
  watch(resource: Resource, options: WatchOptions): AsyncIterable<WatchEvent>;
  /** Ends all connections. */
  close(): Promise<void>;
}

export interface Listed {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

export interface Removal {
  /** Only if it is still this one. */
  readonly uid?: string | undefined;
  /** 0 removes a pod at once. */
  readonly graceSeconds?: number | undefined;
}

export interface WatchOptions {
  readonly namespace?: string | undefined;
  readonly since: string;
  readonly signal: AbortSignal;
}

/** What a watch tells. A bookmark only says how far it has come. */
export type WatchEvent =
  | { readonly type: 'changed' | 'deleted'; readonly object: KubeObject }
  | { readonly type: 'bookmark'; readonly resourceVersion: string };

/** After so many seconds the server is to end a watch, and after so many ms a silent one is dead. */
const WATCH = { seconds: 300, silenceMs: 180_000 };
const REQUEST_MS = 30_000;
const PAGE = 500;

/** A client of the API server of a kubeconfig. */
export function createClient(access: Access): Client {
  return new HttpClient(access);
}

interface Call {
  readonly method: Dispatcher.HttpMethod;
  readonly resource: Pick<Resource, 'apiVersion' | 'plural'>;
  readonly place: Place;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly body?: object | undefined;
  readonly contentType?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

class HttpClient implements Client {
  private readonly agent: Agent;
  private readonly server: URL;
  private readonly headers: Readonly<Record<string, string>>;

  constructor({ server, token, tls }: Access) {
    this.server = new URL(server);
    this.headers = {
      accept: 'application/json',
      'user-agent': 'flagger-sandbox',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const connect = Object.fromEntries(Object.entries(tls ?? {}).filter(([, value]) => value !== undefined));
    this.agent = new Agent({ connect, headersTimeout: REQUEST_MS, bodyTimeout: WATCH.silenceMs });
  }

  async get<T extends KubeObject>(resource: Resource<T>, place: Place): Promise<T | undefined> {
    try {
      return accepted(await this.answer({ method: 'GET', resource, place }), resource);
    } catch (error) {
      if (statusOf(error) === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async list(resource: Resource, namespace?: string): Promise<Listed> {
    const items: KubeObject[] = [];
    let rest: string | undefined;
    for (;;) {
      const query = { limit: String(PAGE), ...(rest !== undefined && { continue: rest }) };
      const answer = fieldsOf(await this.answer({ method: 'GET', resource, place: { namespace }, query }));
      items.push(...itemsOf(answer.items).flatMap((item) => objectOf(item, resource) ?? []));
      const { resourceVersion, continue: next } = fieldsOf(answer.metadata);
      rest = textOf(next);
      if (rest === undefined) {
        return { items, resourceVersion: textOf(resourceVersion) ?? '0' };
      }
    }
  }

  async create<T extends KubeObject>(resource: Resource<T>, object: KubeObject): Promise<T> {
    const place = { namespace: object.metadata.namespace };
    return accepted(
      await this.answer({ method: 'POST', resource, place, body: object, contentType: 'application/json' }),
      resource,
    );
  }

  async patch<T extends KubeObject>(resource: Resource<T>, place: Place, changes: object): Promise<T> {
    return accepted(
      await this.answer({
        method: 'PATCH',
        resource,
        place,
        body: changes,
        contentType: 'application/merge-patch+json',
      }),
      resource,
    );
  }

  async remove(resource: Resource, place: Place, { uid, graceSeconds }: Removal = {}): Promise<KubeObject | undefined> {
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }),
      ...(uid !== undefined && { preconditions: { uid } }),
    };
    try {
      const answer = await this.answer({ method: 'DELETE', resource, place, body, contentType: 'application/json' });
      const left = objectOf(answer, resource);
      return left?.metadata.deletionTimestamp === undefined || graceSeconds === 0 ? undefined : left;
    } catch (error) {
      if (statusOf(error) === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async *watch(resource: Resource, { namespace, since, signal }: WatchOptions): AsyncGenerator<WatchEvent> {
    const query = {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: since,
      timeoutSeconds: String(WATCH.seconds),
    };
    const { body } = await this.send({ method: 'GET', resource, place: { namespace }, query, signal });
    for await (const line of lines(body)) {
      yield* eventOf(line, resource);
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async answer(call: Call): Promise<unknown> {
    const { body } = await this.send({ ...call, signal: AbortSignal.timeout(REQUEST_MS) });
    return jsonIn(await body.text());
  }

  /** Sends one request; a refusal is read and thrown. */
  private async send({
    method,
    resource,
    place,
    query,
    body,
    contentType,
    signal,
  }: Call): Promise<Dispatcher.ResponseData> {
    const answer = await this.agent.request({
      origin: this.server.origin,
      path: `${this.server.pathname.replace(/\/$/, '')}${pathOf(resource, place)}`,
      method,
      headers: { ...this.headers, ...(contentType !== undefined && { 'content-type': contentType }) },
      ...(query !== undefined && { query }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
    if (answer.statusCode >= 200 && answer.statusCode < 300) {
      return answer;
    }
    throw apiError(jsonIn(await answer.body.text()), answer.statusCode);
  }
}

function accepted<T extends KubeObject>(answer: unknown, resource: Resource<T>): T {
  const object = objectOf(answer, resource);
  if (object === undefined || !resource.accepts(object)) {
    throw new Error(`the API server's answer is no ${resource.kind} that we can work with`);
  }
  return object;
}

function* eventOf(line: string, resource: Resource): Generator<WatchEvent> {
  const { type, object: told } = fieldsOf(jsonIn(line));
  if (type === 'ERROR') {
    throw apiError(told, 500);
  }
  if (!isFields(told)) {
    throw new Error('the watch sent a line that is no event');
  }
  if (type === 'BOOKMARK') {
    yield { type: 'bookmark', resourceVersion: textOf(fieldsOf(told.metadata).resourceVersion) ?? '0' };
  }
  const object = objectOf(told, resource);
  if (object === undefined) {
    return;
  }
  if (type === 'ADDED' || type === 'MODIFIED') {
    yield { type: 'changed', object };
  }
  if (type === 'DELETED') {
    yield { type: 'deleted', object };
  }
}
