// As much of an API server as caches and turns meet, in memory: no socket, no time.

const SERVED = {
  '/apis/apps/v1': [{ name: 'deployments', kind: 'Deployment' }],
  '/apis/flagger.app/v1beta1': [{ name: 'canaries', kind: 'Canary' }],
  '/apis/autoscaling/v2': [{ name: 'horizontalpodautoscalers', kind: 'HorizontalPodAutoscaler' }],
  '/api/v1': [{ name: 'services', kind: 'Service' }],
};
const PATH = /^(\/apis?\/(?:[^/]+\/)?v[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(?:\/status)?$/;

/** Objects by the path of their collection, and who watches that. */
export class ApiServer {
  version = 0;
  requests = 0;
  collections = new Map();

  /** A connection to it, as `connect` gives one. */
  connection() {
    const request = (options) => this.answer(options);
    const access = { headers: {}, requests: { request }, watches: { request } };
    return {
      server: new URL('http://soak'),
      access: async () => access,
      refresh: async () => undefined,
      close: async () => undefined,
    };
  }

  put(collection, object) {
    const { objects } = this.at(collection);
    const key = `${object.metadata.namespace}/${object.metadata.name}`;
    const before = objects.get(key);
    const uid = before?.metadata.uid ?? `uid-${this.version}`;
    const next = { ...object, metadata: { uid, ...object.metadata, resourceVersion: String(++this.version) } };
    objects.set(key, next);
    this.tell(collection, before ? 'MODIFIED' : 'ADDED', next);
    return next;
  }

  delete(collection, key) {
    const { objects } = this.at(collection);
    const gone = objects.get(key);
    if (gone) {
      objects.delete(key);
      const metadata = { ...gone.metadata, resourceVersion: String(++this.version) };
      this.tell(collection, 'DELETED', { ...gone, metadata });
    }
  }

  /** To all watches, as the API server does once a minute. */
  bookmark() {
    for (const collection of this.collections.keys()) {
      this.tell(collection, 'BOOKMARK', { metadata: { resourceVersion: String(this.version) } });
    }
  }

  at(collection) {
    const known = this.collections.get(collection) ?? { objects: new Map(), watches: new Set() };
    this.collections.set(collection, known);
    return known;
  }

  tell(collection, type, object) {
    const line = Buffer.from(`${JSON.stringify({ type, object })}\n`);
    this.at(collection).watches.forEach((watch) => watch.push(line));
  }

  async answer({ method, path, body, signal }) {
    this.requests++;
    const url = new URL(path, 'http://soak');
    if (SERVED[url.pathname]) {
      const resources = SERVED[url.pathname].map((each) => ({ ...each, namespaced: true, verbs: [] }));
      return answered(200, { resources });
    }
    const [, group, namespace, plural, name] = PATH.exec(url.pathname) ?? [];
    const collection = `${group}/${plural}`;
    if (url.searchParams.get('watch') === 'true') {
      return { statusCode: 200, headers: {}, body: this.watch(collection, signal) };
    }
    const key = `${namespace}/${name}`;
    const found = this.at(collection).objects.get(key);
    if (method === 'POST') {
      const object = JSON.parse(body);
      // events are for others: they are taken and dropped, as after their hour
      return answered(201, plural === 'events' ? object : this.put(collection, object));
    }
    if (name === undefined) {
      const items = [...this.at(collection).objects.values()];
      return answered(200, { metadata: { resourceVersion: String(this.version) }, items });
    }
    if (!found) {
      return answered(404, { message: 'not found', code: 404, reason: 'NotFound' });
    }
    if (method === 'GET') {
      return answered(200, found);
    }
    const { metadata, ...patch } = JSON.parse(body);
    return answered(200, this.put(collection, { ...found, ...patch, metadata: { ...found.metadata, ...metadata } }));
  }

  watch(collection, signal) {
    const { watches } = this.at(collection);
    const lines = [];
    let wake = () => undefined;
    const watch = { push: (line) => (lines.push(line), wake()) };
    watches.add(watch);
    signal.addEventListener('abort', () => (watches.delete(watch), wake()), { once: true });
    return (async function* () {
      while (!signal.aborted) {
        const line = lines.shift();
        if (line) {
          yield line;
        } else {
          await new Promise((resolve) => (wake = resolve));
        }
      }
      throw signal.reason;
    })();
  }
}

const answered = (statusCode, body) => ({
  statusCode,
  headers: {},
  body: { text: async () => JSON.stringify(body), dump: async () => undefined },
});
