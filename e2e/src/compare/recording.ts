import { parse, parseAllDocuments } from 'yaml';
import type { Condition } from './condition.ts';
import { moments } from './moments.ts';
import { operationsOf, type Operation } from './operation.ts';
import { pacedConditions } from './pace.ts';
import type { Sighting } from './sighting.ts';
import { flaggersTimeline, type FlaggersTimeline } from './timeline.ts';
import { isTree, listOf, textOf, treeOf, type Tree } from './values.ts';

/** A scenario, and what Flagger did in it. */
export interface Recording {
  /** `istio/01-canary-success`. */
  readonly id: string;
  /** Which CRDs the cluster has: the folder's name, e.g. `gatewayapi-v1`. */
  readonly profile: string;
  readonly namespace: string;
  /** The command line that Flagger had. */
  readonly flags: readonly string[];
  readonly operations: readonly Operation[];
  /** The kinds that occur, by name, with their API version. */
  readonly kinds: ReadonlyMap<string, string>;
  readonly flagger: readonly Sighting[];
  /** How long the scenario took with Flagger, s. */
  readonly seconds: number;
}

/** The files of a recording, as text; empty where the recording has none. */
export interface RecordingFiles {
  readonly operations: string;
  readonly timeline: string;
  readonly queries: string;
  readonly objects: string;
  readonly webhooks: string;
  readonly alerts: string;
}

/** Reads a recording. Throws where a file does not have the form that recordings/README.md describes. */
export function recordingOf(id: string, files: RecordingFiles): Recording {
  const head = treeOf(parse(files.operations));
  const timeline = listOf(parse(files.timeline)).map(treeOf);
  const operations = withEnd(listOf(head['operations']).map(treeOf), timeline);
  const kinds = kindsIn(operations, timeline);
  const told = flaggersTimeline({
    timeline,
    operations,
    kinds,
    moments: moments(parseAllDocuments(files.objects).map((document) => treeOf(document.toJS()))),
    queries: queriesIn(files.queries),
    calls: [...linesOf(files.webhooks), ...linesOf(files.alerts)],
  });
  return {
    id,
    kinds,
    profile: id.slice(0, id.indexOf('/')),
    namespace: textOf(head['namespace']),
    flags: listOf(head['flaggerFlags']).map(textOf),
    operations: shortened(paced(operationsOf(operations), operations, told)),
    flagger: told.timed.map(({ sighting }) => sighting),
    seconds: Math.max(...operations.map((operation) => Number(operation['t']))),
  };
}

/** Where Flagger went on after the last operation, a mark stands for the end. */
function withEnd(operations: readonly Tree[], timeline: readonly Tree[]): readonly Tree[] {
  const last = Number(operations.at(-1)?.['t'] ?? 0);
  const end = Math.max(...timeline.map((entry) => Number(entry['t'] ?? 0)));
  return end < last + 1 ? operations : [...operations, { t: end, op: 'mark', after: { seconds: end - last } }];
}

const FIXED: readonly (readonly [string, string])[] = [
  ['Canary', 'flagger.app/v1beta1'],
  ['MetricTemplate', 'flagger.app/v1beta1'],
  ['AlertProvider', 'flagger.app/v1beta1'],
];
const USUAL: readonly (readonly [string, string])[] = [
  ['Deployment', 'apps/v1'],
  ['DaemonSet', 'apps/v1'],
  ['Service', 'v1'],
];

function kindsIn(operations: readonly Tree[], timeline: readonly Tree[]): ReadonlyMap<string, string> {
  const pair = (object: Tree): readonly [string, string] => [textOf(object['kind']), textOf(object['apiVersion'])];
  const writes = timeline.flatMap((entry) => (isTree(entry['write']) ? [pair(entry['write'])] : []));
  const applied = operations.flatMap((operation) => (isTree(operation['object']) ? [pair(operation['object'])] : []));
  return new Map([...USUAL, ...writes, ...applied, ...FIXED]);
}

/** `q1: vector(1)`, and after some a line `headers: {...}`. */
function queriesIn(text: string): ReadonlyMap<string, { query: string; headers: Tree }> {
  const found = new Map<string, { query: string; headers: Tree }>();
  let last = '';
  for (const line of text.split('\n')) {
    const [, id, query] = /^(q\d+): (.*)$/.exec(line) ?? [];
    const [, headers] = /^\s+headers: (.*)$/.exec(line) ?? [];
    if (id !== undefined && query !== undefined) {
      found.set((last = id), { query, headers: {} });
    }
    if (headers !== undefined) {
      found.set(last, { query: found.get(last)?.query ?? '', headers: treeOf(JSON.parse(headers)) });
    }
  }
  return found;
}

const linesOf = (text: string): readonly Tree[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => treeOf(JSON.parse(line)));

/** Takes the pace of ticks out of the waits. */
function paced(
  operations: readonly Operation[],
  entries: readonly Tree[],
  { timed, places }: FlaggersTimeline,
): readonly Operation[] {
  const second = (index: number): number => Number(entries[index]?.['t'] ?? 0);
  let acted = 0;
  return operations.map((operation, index) => {
    const from = Math.max(
      places[acted - 1] ?? 0,
      timed.findIndex(({ t }) => t >= second(index - 1)),
    );
    const to =
      operation.act.do === 'mark'
        ? timed.filter(({ t }) => t <= second(index)).length
        : (places[acted++] ?? timed.length);
    return { ...operation, after: pacedConditions({ operation, timeline: timed, from, to, end: second(index) }) };
  });
}

const IDLE = 12;

/**
 * The idle minute at the end counts requests, which is the bench's task: a little more than an interval is enough
 * here.
 */
function shortened(operations: readonly Operation[]): readonly Operation[] {
  const last = operations.findLastIndex((operation) => operation.act.do !== 'mark');
  const short = (condition: Condition): Condition =>
    condition.wait === 'seconds' ? { wait: 'seconds', seconds: Math.min(condition.seconds, IDLE) } : condition;
  return operations.map((operation, index) =>
    index > last ? { ...operation, after: operation.after.map(short) } : operation,
  );
}
