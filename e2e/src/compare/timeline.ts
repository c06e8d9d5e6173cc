import { mergePatched } from '@flagger/api';
import { changed } from './changes.ts';
import type { Moment } from './moments.ts';
import { saidText } from './operation.ts';
import type { Timed } from './pace.ts';
import { isRouting, routingOf } from './routing.ts';
import { nameOf, type Call, type Sighting } from './sighting.ts';
import { isSame, isTree, textOf, treeOf, type Tree } from './values.ts';

/** The parts of a recording that tell what happened when. */
export interface TimelineParts {
  readonly timeline: readonly Tree[];
  readonly operations: readonly Tree[];
  readonly moments: readonly Moment[];
  readonly kinds: ReadonlyMap<string, string>;
  /** By id, as in queries.txt. */
  readonly queries: ReadonlyMap<string, { readonly query: string; readonly headers: Tree }>;
  /** The lines of webhooks.jsonl and alerts.jsonl. */
  readonly calls: readonly Tree[];
}

/** What Flagger did, in order; `places[i]` is the position in it of the driver's i-th operation that is no mark. */
export interface FlaggersTimeline {
  readonly timed: readonly Timed[];
  readonly places: readonly number[];
}

/** Turns the timeline of a recording into sightings. */
export function flaggersTimeline(parts: TimelineParts): FlaggersTimeline {
  const teller = new Teller(parts);
  const timed: Timed[] = [];
  const places: number[] = [];
  for (const entry of parts.timeline) {
    if (isTree(entry['operation'])) {
      places.push(timed.length);
    }
    timed.push(...teller.tell(entry).map((sighting) => ({ t: Number(entry['t']), sighting })));
  }
  return { timed, places };
}

/**
 * Goes along one timeline, and holds what later entries refer to: objects as they stand, calls and operations not
 * told yet.
 */
class Teller {
  private readonly objects = new Map<string, Tree>();
  private readonly calls: Tree[];
  private readonly operations: Tree[];
  private readonly canary: string;

  constructor(private readonly parts: TimelineParts) {
    this.calls = [...parts.calls];
    this.operations = parts.operations.filter((operation) => operation['op'] !== 'mark');
    this.canary = textOf(parts.operations.find((operation) => operation['kind'] === 'Canary')?.['name']);
  }

  tell(entry: Tree): readonly Sighting[] {
    if (isTree(entry['status'])) {
      return [{ saw: 'status', canary: textOf(entry['canary']) || this.canary, status: entry['status'] }];
    }
    if (isTree(entry['event'])) {
      return [event(entry['event'])];
    }
    if (isTree(entry['write'])) {
      return this.write(entry['write']);
    }
    if (typeof entry['query'] === 'string') {
      return isAtStart(entry) ? [] : [{ saw: 'query', ...this.query(entry['query']) }];
    }
    if (isTree(entry['operation'])) {
      return this.operation(this.operations.shift() ?? {});
    }
    const path = entry['webhook'] ?? entry['alert'];
    return typeof path === 'string' ? [{ saw: 'call', call: this.call(path) }] : [];
  }

  private write(write: Tree): readonly Sighting[] {
    const name = `${textOf(write['kind'])}/${textOf(write['name'])}`;
    if (write['refused'] !== undefined) {
      return [];
    }
    const kind = textOf(write['kind']);
    const before = this.objects.get(name) ?? {};
    const object = written(before, write);
    this.objects.set(name, object);
    const content = routingOf(kind, object);
    return isRouting(textOf(write['apiVersion'])) && !isSame(content, routingOf(kind, before))
      ? [{ saw: 'routing', object: name, content }]
      : [];
  }

  private operation(operation: Tree): readonly Sighting[] {
    const title = [textOf(operation['op']), operationTarget(operation)].join(' ');
    const said: readonly Sighting[] =
      operation['result'] === undefined
        ? []
        : [
            {
              saw: 'answer',
              operation: title,
              said: saidText(Number(operation['result']), textOf(operation['error'])),
            },
          ];
    if (operation['op'] === 'snapshot') {
      return [this.moment(textOf(operation['name']))];
    }
    return [...said, ...this.edit(operation)];
  }

  /** What the driver did to a routing object is marked, not compared. */
  private edit(operation: Tree): readonly Sighting[] {
    const name = operationTarget(operation);
    const apiVersion = this.parts.kinds.get(name.slice(0, name.indexOf('/'))) ?? '';
    if (!isRouting(apiVersion) || operation['op'] === 'dry-run-create') {
      return [];
    }
    const patch = operation['op'] === 'merge-patch' ? operation['patch'] : operation['object'];
    const before = operation['op'] === 'delete' ? {} : this.objects.get(name);
    this.objects.set(name, treeOf(mergePatched(before, patch ?? {})));
    return [{ saw: 'routing', object: name, content: undefined }];
  }

  private moment(name: string): Sighting {
    const found = this.parts.moments.find((moment) => moment.name === name);
    if (found === undefined) {
      throw new Error(`objects.yaml: has no moment ${name}, which operations.yaml takes`);
    }
    return { saw: 'moment', ...found };
  }

  private query(id: string): { query: string; headers: Tree } {
    const found = this.parts.queries.get(id);
    if (found === undefined) {
      throw new Error(`queries.txt: has no ${id}, which timeline.yaml names`);
    }
    return found;
  }

  private call(path: string): Call {
    const index = this.calls.findIndex((call) => call['path'] === path);
    const [call] = index < 0 ? [] : this.calls.splice(index, 1);
    if (call === undefined) {
      throw new Error(`webhooks.jsonl and alerts.jsonl: have too few calls of ${path}`);
    }
    return { path, headers: treeOf(call['headers']), body: call['body'], answered: Number(call['answered']) };
  }
}

/** Before the first tick Flagger asks for itself, whatever canaries there are. */
const isAtStart = (entry: Tree): boolean => entry['tick'] === 0;

const event = ({ type, reason, message }: Tree): Sighting => ({
  saw: 'event',
  type: textOf(type),
  reason: textOf(reason),
  message: textOf(message),
});

const operationTarget = (operation: Tree): string =>
  isTree(operation['object'])
    ? nameOf(operation['object'])
    : [operation['kind'], operation['name']].map(textOf).filter(Boolean).join('/');

/** The object after a write: sent as a whole, as a patch, or as a whole spec with changes elsewhere. */
function written(before: Tree, write: Tree): Tree {
  if (isTree(write['object'])) {
    return write['object'];
  }
  if (isTree(write['patch'])) {
    return treeOf(mergePatched(before, write['patch']));
  }
  const spec = isTree(write['spec']) ? { ...before, spec: write['spec'] } : changed(before, write['changes']);
  return changed(spec, write['metadataChanges']);
}
