import { KubeConfig } from '@kubernetes/client-node';
import { Agent, request } from 'undici';
import type { RequestOptions } from 'node:https';
import { createInterface } from 'node:readline';
import { isTree, listOf, textOf, treeOf, valueAt, type Tree } from './values.ts';

/** What the API server answered: the status code, and the object or Status. */
export interface Reply {
  readonly code: number;
  readonly body: Tree;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Content {
  readonly body: unknown;
  readonly type: string;
}

export const asJson = (body: unknown): Content => ({ body, type: 'application/json' });
export const asMergePatch = (body: unknown): Content => ({ body, type: 'application/merge-patch+json' });
export const asJsonPatch = (body: unknown): Content => ({ body, type: 'application/json-patch+json' });

/** Called for each object of the first list (`ADDED`) and each change; the next one waits until it is done. */
export type OnChange = (type: string, object: Tree) => Promise<void> | void;

/** A small Kubernetes client: any kind, any path. */
export class Kube {
  private readonly served = new Map<string, readonly Tree[]>();

  private constructor(
    private readonly server: string,
    private readonly agent: Agent,
    private readonly authorization: Record<string, string>,
  ) {}

  /** Connects to the current context of a kubeconfig file. */
  static async of(kubeconfig: string): Promise<Kube> {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    const cluster = config.getCurrentCluster();
    if (cluster === null) {
      throw new Error(`${kubeconfig}: has no current context with a cluster`);
    }
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const { ca, cert, key, rejectUnauthorized, headers } = options;
    const connect = Object.fromEntries(
      Object.entries({ ca, cert, key, rejectUnauthorized }).filter(([, value]) => value !== undefined),
    );
    const agent = new Agent({ connect, bodyTimeout: 0, headersTimeout: 60_000, allowH2: false });
    return new Kube(
      cluster.server.replace(/\/$/, ''),
      agent,
      Object.fromEntries(Object.entries(treeOf(headers)).map(([name, value]) => [name, String(value)])),
    );
  }

  /** Sends one request; a refusal is an answer, no error. */
  async send(method: Method, path: string, content?: Content): Promise<Reply> {
    const response = await request(`${this.server}${path}`, {
      method,
      dispatcher: this.agent,
      headers: {
        ...this.authorization,
        accept: 'application/json',
        ...(content === undefined ? {} : { 'content-type': content.type }),
      },
      ...(content === undefined ? {} : { body: JSON.stringify(content.body) }),
    });
    const text = await response.body.text();
    return { code: response.statusCode, body: parsed(text) };
  }

  /** Sends one request that must not be refused. */
  async must(method: Method, path: string, content?: Content): Promise<Tree> {
    const { code, body } = await this.send(method, path, content);
    if (code >= 300) {
      throw new Error(`${method} ${path}: ${code} ${textOf(body['message'])}`);
    }
    return body;
  }

  /** The path of a kind's objects, or of one of them; undefined where the API server does not serve the kind. */
  async path(
    apiVersion: string,
    kind: string,
    { namespace, name }: { namespace: string; name?: string },
  ): Promise<string | undefined> {
    const resource = (await this.resources(apiVersion)).find(
      (each) => each['kind'] === kind && !textOf(each['name']).includes('/'),
    );
    if (resource === undefined) {
      return undefined;
    }
    const scope = resource['namespaced'] === true ? `/namespaces/${namespace}` : '';
    return `${root(apiVersion)}${scope}/${textOf(resource['name'])}${name === undefined ? '' : `/${name}`}`;
  }

  /** Forgets which kinds are served; for when CRDs have changed. */
  forget(): void {
    this.served.clear();
  }

  /**
   * Lists, then watches until the signal; a stream that ends is taken up again where it ended, one that breaks after
   * a new list.
   */
  async watch(path: string, onChange: OnChange, signal: AbortSignal): Promise<void> {
    const version = await this.list(path, onChange);
    void this.follow(path, version, { onChange, signal });
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async list(path: string, onChange: OnChange): Promise<string> {
    const list = await this.must('GET', path);
    for (const item of listOf(list['items'])) {
      await onChange('ADDED', treeOf(item));
    }
    return textOf(valueAt(list, 'metadata', 'resourceVersion'));
  }

  private async follow(
    path: string,
    from: string,
    { onChange, signal }: { onChange: OnChange; signal: AbortSignal },
  ): Promise<void> {
    let version: string | undefined = from;
    while (!signal.aborted) {
      try {
        version = await this.stream(path, version ?? (await this.list(path, onChange)), { onChange, signal });
      } catch {
        version = undefined;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  /** One watch request; gives the version that it came to. */
  private async stream(
    path: string,
    from: string,
    { onChange, signal }: { onChange: OnChange; signal: AbortSignal },
  ): Promise<string> {
    const url = `${this.server}${path}?watch=1&allowWatchBookmarks=true&resourceVersion=${from}`;
    const { body, statusCode } = await request(url, { dispatcher: this.agent, headers: this.authorization, signal });
    if (statusCode >= 300) {
      throw new Error(`watching ${path}: ${statusCode} ${await body.text()}`);
    }
    let version = from;
    for await (const line of createInterface({ input: body })) {
      const change = parsed(line);
      const object = treeOf(change['object']);
      if (change['type'] === 'ERROR') {
        throw new Error(`watching ${path}: ${textOf(object['message'])}`);
      }
      version = textOf(valueAt(object, 'metadata', 'resourceVersion'));
      if (change['type'] !== 'BOOKMARK') {
        await onChange(textOf(change['type']), object);
      }
    }
    return version;
  }

  private async resources(apiVersion: string): Promise<readonly Tree[]> {
    const known = this.served.get(apiVersion);
    if (known !== undefined) {
      return known;
    }
    const { code, body } = await this.send('GET', root(apiVersion));
    const resources = code === 200 ? listOf(body['resources']).map(treeOf) : [];
    if (resources.length > 0) {
      this.served.set(apiVersion, resources);
    }
    return resources;
  }
}

const root = (apiVersion: string): string => (apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`);

function parsed(text: string): Tree {
  try {
    const value: unknown = JSON.parse(text);
    return isTree(value) ? value : { message: text };
  } catch {
    return { message: text };
  }
}
