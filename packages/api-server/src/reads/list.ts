import type { Cluster } from '../cluster.ts';
import { isObject, numberAt, parseJson, stringAt } from '../json.ts';
import { keyOf, type KubeObject, placeOf } from '../kube-object.ts';
import { badRequest, gone, tooLargeVersion } from '../refusal.ts';
import type { Resource } from '../resources/resource.ts';
import type { Selection } from './selection.ts';

/** Some of the objects of a kind, as they were at one version. */
export interface Page {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  /** Where the next page begins; undefined if this is the last. */
  readonly continueToken: string | undefined;
  readonly remaining: number | undefined;
}

/**
 * Lists what is selected, in pages if `limit` is set. Throws a refusal, 410 where the version asked for is no longer
 * known.
 */
export function list(
  cluster: Cluster,
  resource: Resource,
  { selection, query }: { readonly selection: Selection; readonly query: URLSearchParams },
): Page {
  const begin = beginning(query, cluster.store.version());
  const objects =
    begin.version === cluster.store.version()
      ? cluster.store.list(resource.storage)
      : cluster.store.listAt(resource.storage, begin.version);
  if (objects === undefined) {
    throw gone(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
    );
  }
  const selected = objects.map((object) => resource.presented(object)).filter(selection.includes);
  const rest =
    begin.after === undefined ? selected : selected.filter((object) => keyOf(placeOf(object)) > (begin.after ?? ''));
  const limit = Number(query.get('limit') ?? 0);
  const items = limit > 0 ? rest.slice(0, limit) : rest;
  const last = items.at(-1);
  const isLast = items.length === rest.length || last === undefined;
  return {
    items,
    resourceVersion: String(begin.version),
    continueToken: isLast ? undefined : token(begin.version, keyOf(placeOf(last))),
    // the real one does not know how many of the others are selected
    remaining:
      isLast || query.has('labelSelector') || query.has('fieldSelector') ? undefined : rest.length - items.length,
  };
}

interface Beginning {
  readonly version: number;
  /** The key of the last object of the page before. */
  readonly after?: string | undefined;
}

function beginning(query: URLSearchParams, now: number): Beginning {
  const given = query.get('continue') ?? '';
  const version = query.get('resourceVersion') ?? '';
  if (given !== '') {
    return continued(given);
  }
  if (version === '' || version === '0') {
    return { version: now };
  }
  if (!/^\d+$/.test(version)) {
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: "${version}": strconv.ParseUint: parsing "${version}": invalid syntax`,
    );
  }
  if (query.get('resourceVersionMatch') === 'Exact') {
    return { version: Number(version) };
  }
  if (Number(version) > now) {
    throw tooLargeVersion(version, now);
  }
  return { version: now };
}

const token = (version: number, after: string): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: `${after}\u0000` })).toString('base64url');

function continued(text: string): Beginning {
  try {
    const parsed = parseJson(Buffer.from(text, 'base64url').toString());
    const [version, start] = [numberAt(parsed, 'rv'), stringAt(parsed, 'start')];
    if (isObject(parsed) && version !== undefined && start !== undefined) {
      return { version, after: start.replace('\u0000', '') };
    }
  } catch {
    // told below
  }
  const wrong = text.search(/[^\w-]/);
  throw badRequest(
    `invalid continue token: continue key is not valid: illegal base64 data at input byte ${wrong < 0 ? text.length - (text.length % 4) : wrong}`,
  );
}
