import { isJsonObject, type KubeObject } from '@flagger/api';
import { apiErrorIn, type Resource, type Transport, watchStream } from '@flagger/kubernetes';

export interface FollowOptions {
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  readonly labels?: string | undefined;
  readonly signal: AbortSignal;
}

const WATCH_SECONDS = 300;
const SILENCE_MS = 330_000;
const AGAIN_MS = 1_000;

type Objects = Map<string, KubeObject>;

/** All objects of a list after each change of one; begins anew where the watch breaks. */
export async function* followed(transport: Transport, options: FollowOptions): AsyncGenerator<readonly KubeObject[]> {
  const { signal } = options;
  let isFirst = true;
  while (!signal.aborted) {
    try {
      for await (const objects of round(transport, options)) {
        isFirst = false;
        yield [...objects.values()];
      }
    } catch (error) {
      if (isOver(error, { isFirst, signal })) {
        throw error;
      }
      await paused(transport, signal);
    }
  }
}

/** What the user must hear of at once: what fails at the beginning, and what the API server forbids. */
const isOver = (
  error: unknown,
  { isFirst, signal }: { readonly isFirst: boolean; readonly signal: AbortSignal },
): boolean => !signal.aborted && (isFirst || [401, 403].includes(apiErrorIn(error)?.status ?? 0));

async function* round(transport: Transport, options: FollowOptions): AsyncGenerator<Objects> {
  const { resource, namespace, labels, signal } = options;
  const { objects, version } = await listed(transport, options);
  yield objects;
  // whoever looks may have seen enough
  if (signal.aborted) {
    return;
  }
  const watch = {
    resource,
    namespace,
    labelSelector: labels,
    since: version,
    seconds: WATCH_SECONDS,
    silenceMs: SILENCE_MS,
    signal,
  };
  for await (const event of watchStream(transport, watch)) {
    if (event.type === 'bookmark') {
      continue;
    }
    if (event.type === 'deleted') {
      objects.delete(keyOf(event.object));
    } else {
      objects.set(keyOf(event.object), event.object);
    }
    yield objects;
  }
}

async function listed(
  transport: Transport,
  { resource, namespace, labels, signal }: FollowOptions,
): Promise<{ readonly objects: Objects; readonly version: string }> {
  const query = labels === undefined ? {} : { labelSelector: labels };
  const answer = await transport.request({ verb: 'list', resource, place: { namespace }, query, signal });
  const { items, metadata } = isJsonObject(answer) ? answer : {};
  const objects: Objects = new Map();
  for (const item of Array.isArray(items) ? items : []) {
    if (isObject(item)) {
      objects.set(keyOf(item), { ...item, apiVersion: resource.apiVersion, kind: resource.kind });
    }
  }
  const version = isJsonObject(metadata) ? metadata.resourceVersion : undefined;
  return { objects, version: typeof version === 'string' ? version : '' };
}

const isObject = (value: unknown): value is KubeObject =>
  isJsonObject(value) && isJsonObject(value.metadata) && typeof value.metadata.name === 'string';

const keyOf = ({ metadata: { namespace = '', name } }: KubeObject): string => `${namespace}/${name}`;

const paused = ({ machine }: Transport, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      cancel();
      resolve();
    };
    const cancel = machine.after(AGAIN_MS, end);
    signal.addEventListener('abort', end, { once: true });
  });
