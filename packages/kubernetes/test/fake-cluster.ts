import type { KubeObject } from '@flagger/api';
import { isRecord } from '../src/client/api-error.ts';
import { type Answering, type Asked, beginWatch, refuse, send } from './api-server.ts';

const GROUPS: Readonly<Record<string, readonly object[]>> = {
  '/apis/apps/v1': [{ name: 'deployments', kind: 'Deployment', namespaced: true, verbs: [] }],
  '/apis/gateway.networking.k8s.io/v1': [
    { name: 'gatewayclasses', kind: 'GatewayClass', namespaced: false, verbs: [] },
  ],
};

type Tell = ReturnType<typeof beginWatch>;

/**
 * As much of an API server as a cache meets: objects with versions, lists, watches, merge patches, refusals by
 * resourceVersion.
 */
export class FakeCluster {
  private version = 100;
  private readonly objects = new Map<string, KubeObject>();
  private readonly watches: { readonly prefix: RegExp; readonly tell: Tell }[] = [];

  /** Somebody else creates or changes an object. */
  put(path: string, object: object): KubeObject {
    const before = this.objects.get(path);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const namespace = /\/namespaces\/([^/]+)/.exec(path)?.[1];
    const metadata = isRecord(object) && 'metadata' in object && isRecord(object.metadata) ? object.metadata : {};
    this.version += 1;
    const uid = before?.metadata.uid ?? `uid-${this.version}`;
    const full = {
      apiVersion: '',
      kind: '',
      ...object,
      metadata: {
        ...metadata,
        name,
        ...(namespace === undefined ? {} : { namespace }),
        uid,
        resourceVersion: String(this.version),
      },
    };
    this.objects.set(path, full);
    this.tell(path, before === undefined ? 'ADDED' : 'MODIFIED', full);
    return full;
  }

  delete(path: string): void {
    const object = this.objects.get(path);
    if (object === undefined) {
      return;
    }
    this.objects.delete(path);
    this.version += 1;
    this.tell(path, 'DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: String(this.version) } });
  }

  get(path: string): KubeObject | undefined {
    return this.objects.get(path);
  }

  readonly answer: Answering = (asked, response) => {
    const group = GROUPS[asked.path];
    if (group !== undefined) {
      return send(response, { resources: group });
    }
    if (/^\/apis\/[^/]+\/[^/]+$/.test(asked.path)) {
      return refuse(response, 404);
    }
    const path = asked.path.replace(/\/status$/, '');
    const found = this.objects.get(path);
    if (asked.method === 'POST') {
      return this.create(asked, response);
    }
    if (asked.query.watch === 'true') {
      return void this.watches.push({ prefix: within(path), tell: beginWatch(response) });
    }
    if (asked.query.limit !== undefined) {
      return send(response, {
        metadata: { resourceVersion: String(this.version) },
        items: [...this.objects].filter(([each]) => within(path).test(each)).map(([, object]) => object),
      });
    }
    if (found === undefined) {
      return refuse(response, 404, `${path} not found`);
    }
    if (asked.method === 'GET') {
      return send(response, found);
    }
    if (asked.method === 'DELETE') {
      return this.remove(path, found, response);
    }
    const { resourceVersion } = isRecord(asked.body.metadata) ? asked.body.metadata : {};
    if (resourceVersion !== undefined && resourceVersion !== found.metadata.resourceVersion) {
      return refuse(response, 409, 'the object has been modified');
    }
    return send(response, this.put(path, asked.method === 'PUT' ? asked.body : merged(found, asked.body)));
  };

  private create({ path, body }: Asked, response: Parameters<Answering>[1]): void {
    const { name } = isRecord(body.metadata) ? body.metadata : {};
    const full = `${path}/${String(name)}`;
    if (this.objects.has(full)) {
      return refuse(response, 409, `${String(name)} already exists`);
    }
    return send(response, this.put(full, body), { code: 201 });
  }

  private remove(path: string, found: KubeObject, response: Parameters<Answering>[1]): void {
    if ((found.metadata.finalizers ?? []).length > 0) {
      return send(
        response,
        this.put(path, { ...found, metadata: { ...found.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      );
    }
    this.delete(path);
    return send(response, { kind: 'Status', status: 'Success', details: { uid: found.metadata.uid } });
  }

  private tell(path: string, type: string, object: object): void {
    for (const watch of this.watches) {
      if (watch.prefix.test(path)) {
        watch.tell(type, object);
      }
    }
  }
}

/** Objects of a collection, also of the collection of all namespaces. */
function within(path: string): RegExp {
  const slash = path.lastIndexOf('/');
  const [before, plural] = [path.slice(0, slash), path.slice(slash + 1)];
  return new RegExp(`^${before}(/namespaces/[^/]+)?/${plural}/[^/]+$`);
}

/** RFC 7386, as the API server applies it. */
function merged(target: unknown, patch: unknown): Record<string, unknown> {
  const fields = new Map(Object.entries(isRecord(target) ? target : {}));
  for (const [name, value] of Object.entries(isRecord(patch) ? patch : {})) {
    if (value === null) {
      fields.delete(name);
    } else {
      fields.set(name, isRecord(value) ? merged(fields.get(name), value) : value);
    }
  }
  return Object.fromEntries(fields);
}
