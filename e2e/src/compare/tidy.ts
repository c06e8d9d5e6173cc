import { isRouting } from './routing.ts';
import { isTree, listOf, rewritten, stable, textOf, treeOf, valueAt, without, type Tree } from './values.ts';

const MOMENT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const ADDRESS = /\b10\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g;

/** A text without what differs from run to run: times, random ids, cluster addresses. */
export const tidyText = (text: string): string =>
  text.replace(MOMENT, '<time>').replace(UUID, '<uuid>').replace(ADDRESS, '<ip>');

/** The same for every text in a value; JSON inside a text (annotations hold some) is written with its keys in order. */
export const tidy = (value: unknown): unknown =>
  rewritten(value, (leaf, key) => (typeof leaf === 'string' && key !== TELLING ? ordered(tidyText(leaf)) : leaf));

/** A random id that tells one promotion from the next: it gets a name of its own later. */
const TELLING = 'flagger-id';

function ordered(text: string): string {
  if (!text.startsWith('{')) {
    return text;
  }
  try {
    return JSON.stringify(sorted(dense(JSON.parse(text))));
  } catch {
    return text;
  }
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return isTree(value)
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, child]) => [key, sorted(child)]),
      )
    : value;
};

/** Without nulls and empty maps: Go clients send them or leave them out as they please. */
export function dense(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(dense);
  }
  if (!isTree(value)) {
    return value;
  }
  const kept = Object.entries(value)
    .filter(([, child]) => child !== null && child !== undefined)
    .map(([key, child]): [string, unknown] => [key, dense(child)]);
  return Object.fromEntries(kept.filter(([, child]) => !isTree(child) || Object.keys(child).length > 0));
}

const SERVERS_OWN = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
  'namespace',
];
const COUNTED = 'deployment.kubernetes.io/revision';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** An object as recordings show it: without what the API server and other controllers put there. */
export function tidyObject(object: Tree): Tree {
  const metadata = {
    ...without(treeOf(object['metadata']), ...SERVERS_OWN),
    annotations: annotationsOf(object),
    ownerReferences: ownersOf(object),
  };
  const kept =
    textOf(object['kind']) === 'Canary'
      ? {
          apiVersion: object['apiVersion'],
          kind: object['kind'],
          metadata: canarysMetadata(metadata),
          status: statusOf(treeOf(object['status'])),
        }
      : { ...without(object, 'status'), metadata: dense(metadata), ...portsOf(object) };
  return treeOf(tidy(isRouting(textOf(object['apiVersion'])) ? dense(kept) : kept));
}

/** The ports that were discovered, in one order: Flagger's is that of a Go map, another one each time. */
function portsOf({ kind, spec }: Tree): Tree {
  const [main, ...found] = listOf(treeOf(spec)['ports']);
  return kind === 'Service' && found.length > 0
    ? { spec: { ...treeOf(spec), ports: [main, ...found.toSorted((a, b) => (stable(a) < stable(b) ? -1 : 1))] } }
    : {};
}

function annotationsOf(object: Tree): Tree {
  const all = without(treeOf(valueAt(object, 'metadata', 'annotations')), COUNTED);
  return LAST_APPLIED in all ? { ...all, [LAST_APPLIED]: '<last-applied-configuration of the input>' } : all;
}

function ownersOf(object: Tree): unknown {
  const owners = listOf(valueAt(object, 'metadata', 'ownerReferences'));
  return owners.length === 0 ? undefined : owners.map((owner) => without(treeOf(owner), 'uid'));
}

const canarysMetadata = ({ name, finalizers }: Tree): unknown =>
  dense({ name, finalizers: listOf(finalizers).length > 0 ? finalizers : undefined });

const STATUS = [
  'phase',
  'canaryWeight',
  'iterations',
  'failedChecks',
  'lastAppliedSpec',
  'lastPromotedSpec',
  'trackedConfigs',
  'sessionAffinityCookie',
  'primarySessionAffinityCookie',
  'previousSessionAffinityCookie',
];

/**
 * The status fields that Flagger writes, and its one condition; what an operator adds to them stands in nobody's way.
 */
export function statusOf(status: Tree): Tree {
  const promoted = treeOf(listOf(status['conditions']).find((condition) => valueAt(condition, 'type') === 'Promoted'));
  const fields = Object.fromEntries(STATUS.map((name) => [name, status[name]]));
  return treeOf(
    tidy(
      dense({
        ...fields,
        Promoted: { status: promoted['status'], reason: promoted['reason'], message: promoted['message'] },
      }),
    ),
  );
}
