import type { KubeObject, Ref } from '@flagger/api';
import { MemoryCluster } from '@flagger/memory-cluster';
import { isRecord } from '../src/client/api-error.ts';
import { type Answering, type Request, beginWatch, refuse, send } from './api-server.ts';

const GROUPS: Readonly<Record<string, readonly object[]>> = {
  '/apis/apps/v1': [{ name: 'deployments', kind: 'Deployment', namespaced: true, verbs: [] }],
  '/apis/gateway.networking.k8s.io/v1': [
    { name: 'gatewayclasses', kind: 'GatewayClass', namespaced: false, verbs: [] },
  ],
  '/apis/flagger.app/v1beta1': [
    { name: 'canaries', kind: 'Canary', namespaced: true, verbs: [] },
    { name: 'metrictemplates', kind: 'MetricTemplate', namespaced: true, verbs: [] },
    { name: 'alertproviders', kind: 'AlertProvider', namespaced: true, verbs: [] },
  ],
};

/** Kinds by their words in paths. */
const KINDS: Readonly<Record<string, string>> = {
  alertproviders: 'AlertProvider',
  canaries: 'Canary',
  configmaps: 'ConfigMap',
  deployments: 'Deployment',
  gatewayclasses: 'GatewayClass',
  metrictemplates: 'MetricTemplate',
  secrets: 'Secret',
};

const FIRST_VERSION = 100;

type Tell = ReturnType<typeof beginWatch>;
type Response = Parameters<Answering>[1];

/**
 * A cluster in memory behind as much of an API server as a cache meets: lists, watches, merge patches, refusals by
 * resourceVersion.
 */
export class FakeCluster {
  /** Whether its watches are behind: what happens is not told. */
  isSilent = false;
  private readonly cluster = new MemoryCluster({ firstVersion: FIRST_VERSION });
  private readonly watches: { readonly isIn: (object: KubeObject) => boolean; readonly tell: Tell }[] = [];

  constructor() {
    this.cluster.onChange(({ type, object, before }) => {
      const word = type === 'deleted' ? 'DELETED' : before === undefined ? 'ADDED' : 'MODIFIED';
      const heard = this.isSilent ? [] : this.watches;
      heard.filter(({ isIn }) => isIn(object)).forEach(({ tell }) => tell(word, object));
    });
  }

  /** Somebody else creates or changes an object. */
  put(path: string, object: object): KubeObject {
    return this.cluster.put(at(path, object), 'hand');
  }

  delete(path: string): void {
    this.cluster.drop(at(path), 'hand');
  }

  get(path: string): KubeObject | undefined {
    return this.cluster.get(at(path));
  }

  readonly answer: Answering = (asked, response) => {
    const group = GROUPS[asked.path];
    if (group !== undefined) {
      return send(response, { resources: group });
    }
    if (/^\/apis\/[^/]+\/[^/]+$/.test(asked.path)) {
      return refuse(response, 404);
    }
    if (asked.query.watch === 'true') {
      return void this.watches.push({ isIn: within(asked.path), tell: beginWatch(response) });
    }
    if (asked.query.limit !== undefined) {
      const items = this.cluster.all().filter(within(asked.path));
      return send(response, { metadata: { resourceVersion: this.cluster.version }, items });
    }
    return asked.method === 'POST' ? this.create(asked, response) : this.one(asked, response);
  };

  private create({ path, body }: Request, response: Response): void {
    const { name } = isRecord(body.metadata) ? body.metadata : {};
    const object = at(`${path}/${String(name)}`, body);
    if (this.cluster.get(object) !== undefined) {
      return refuse(response, 409, `${String(name)} already exists`);
    }
    return send(response, this.cluster.create(object, 'operator'), { code: 201 });
  }

  private one({ method, path, body }: Request, response: Response): void {
    const ref = at(path.replace(/\/status$/, ''));
    const found = this.cluster.get(ref);
    if (found === undefined) {
      return refuse(response, 404, `${path} not found`);
    }
    if (method === 'DELETE') {
      return this.remove(found, response);
    }
    const { resourceVersion } = isRecord(body.metadata) ? body.metadata : {};
    if (resourceVersion !== undefined && resourceVersion !== found.metadata.resourceVersion) {
      return refuse(response, 409, 'the object has been modified');
    }
    if (method === 'PUT') {
      return send(response, this.cluster.replace({ ...found, ...body }, 'operator'));
    }
    const part = path.endsWith('/status') ? 'status' : 'spec';
    return send(response, method === 'GET' ? found : this.cluster.patch(ref, body, { by: 'operator', part }));
  }

  private remove(found: KubeObject, response: Response): void {
    this.cluster.remove(found, 'operator');
    const left = this.cluster.get(found);
    return send(response, left ?? { kind: 'Status', status: 'Success', details: { uid: found.metadata.uid } });
  }
}

/** An object of the name and kind that a path says. */
function at(path: string, object: object = {}): KubeObject {
  const { name = '', ...ref } = placed(path);
  const { metadata }: { readonly metadata?: object } = object;
  return { ...ref, ...object, metadata: { ...metadata, ...ref.metadata, name } };
}

/** Whether an object is in a collection; also of the collection of all namespaces. */
function within(path: string): (object: KubeObject) => boolean {
  const { apiVersion, kind, metadata } = placed(path);
  return (object) =>
    object.apiVersion === apiVersion
    && object.kind === kind
    && (metadata.namespace === undefined || metadata.namespace === object.metadata.namespace);
}

interface Placed extends Pick<Ref, 'apiVersion' | 'kind'> {
  readonly metadata: { readonly namespace?: string };
  readonly name: string | undefined;
}

function placed(path: string): Placed {
  const [, apiVersion = '', namespace, plural = '', name] =
    /^\/apis?\/((?:[^/]+\/)?v[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  return { apiVersion, kind: KINDS[plural] ?? plural, metadata: namespace === undefined ? {} : { namespace }, name };
}
