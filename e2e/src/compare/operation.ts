import { conditionsOf, type Condition } from './condition.ts';
import { nameOf } from './sighting.ts';
import { isTree, textOf, treeOf, type Tree } from './values.ts';

/** One thing the driver of a scenario does, and what it waits for before. */
export interface Operation {
  readonly after: readonly Condition[];
  /** Seconds that this took with Flagger since the operation before. */
  readonly took: number;
  readonly act: Act;
  /** `apply Deployment/podinfo`. */
  readonly title: string;
  /** What the API server said to it in the recording; undefined where it was not asked. */
  readonly said: string | undefined;
}

export type Act =
  /** Creates an object; `isDry` only asks what the API server says. */
  | { readonly do: 'create'; readonly object: Tree; readonly isDry: boolean; readonly keepsLastApplied: boolean }
  | {
      readonly do: 'patch';
      readonly style: 'merge' | 'json';
      readonly kind: string;
      readonly name: string;
      readonly patch: unknown;
    }
  | { readonly do: 'delete'; readonly kind: string; readonly name: string }
  | {
      readonly do: 'image';
      readonly kind: string;
      readonly name: string;
      readonly container: string;
      readonly image: string;
    }
  | { readonly do: 'metrics'; readonly answers: Tree }
  | { readonly do: 'receiver'; readonly path: string; readonly code: number; readonly body: string }
  | { readonly do: 'stop' }
  | { readonly do: 'start' }
  /** The stand-in for the Gateway controller stops or goes on updating route status. */
  | { readonly do: 'gateway'; readonly works: boolean }
  | { readonly do: 'snapshot'; readonly name: string }
  | { readonly do: 'mark' };

/** Reads the operations of operations.yaml. */
export function operationsOf(entries: readonly unknown[]): readonly Operation[] {
  const times = entries.map((entry) => Number(treeOf(entry)['t']));
  return entries
    .map(treeOf)
    .map((entry, index) => ({
      after: conditionsOf(entry['after']),
      took: (times[index] ?? 0) - (times[index - 1] ?? 0),
      act: actOf(entry),
      title: titleOf(entry),
      said: entry['result'] === undefined ? undefined : saidText(Number(entry['result']), textOf(entry['error'])),
    }));
}

const NOTES: Readonly<Record<string, Act>> = {
  'Flagger stopped': { do: 'stop' },
  'Flagger started again': { do: 'start' },
  'the Gateway controller stand-in stops updating the route status': { do: 'gateway', works: false },
  'it works again': { do: 'gateway', works: true },
};

function actOf(entry: Tree): Act {
  const op = textOf(entry['op']);
  const read = READERS[op];
  const note = NOTES[textOf(entry['note'])];
  const act = op === 'note' ? note : read?.(entry);
  if (act === undefined) {
    throw new Error(
      `operations.yaml: found ${JSON.stringify(op)} ${textOf(entry['note'])}, allowed is ${Object.keys(READERS).join(', ')} or a known note`,
    );
  }
  return act;
}

const READERS: Readonly<Record<string, (entry: Tree) => Act>> = {
  apply: (entry) => ({
    do: 'create',
    object: treeOf(entry['object']),
    isDry: false,
    keepsLastApplied: entry['lastAppliedAnnotation'] === true,
  }),
  'dry-run-create': (entry) => ({
    do: 'create',
    object: treeOf(entry['object']),
    isDry: true,
    keepsLastApplied: false,
  }),
  'merge-patch': (entry) => ({ do: 'patch', style: 'merge', ...target(entry), patch: entry['patch'] }),
  'json-patch': (entry) => ({ do: 'patch', style: 'json', ...target(entry), patch: entry['patch'] }),
  delete: (entry) => ({ do: 'delete', ...target(entry) }),
  'set-image': (entry) => ({
    do: 'image',
    ...target(entry),
    container: textOf(entry['container']),
    image: textOf(entry['image']),
  }),
  'metrics-server-answers': (entry) => ({ do: 'metrics', answers: answersOf(entry) }),
  'receiver-answers': (entry) => ({
    do: 'receiver',
    path: textOf(entry['path']),
    code: Number(entry['code']),
    body: textOf(entry['body']),
  }),
  snapshot: (entry) => ({ do: 'snapshot', name: textOf(entry['name']) }),
  mark: () => ({ do: 'mark' }),
};

const target = (entry: Tree): { kind: string; name: string } => ({
  kind: textOf(entry['kind']),
  name: textOf(entry['name']),
});

/** What the API server said, in one line: the code, and the message of a refusal. */
export const saidText = (code: number, message: string): string => (code < 300 ? 'accepted' : `${code} ${message}`);

const titleOf = (entry: Tree): string =>
  [
    textOf(entry['op']),
    isTree(entry['object'])
      ? nameOf(entry['object'])
      : [entry['kind'], entry['name']].map(textOf).filter(Boolean).join('/'),
  ]
    .join(' ')
    .trim();

function answersOf(entry: Tree): Tree {
  const { success, duration, online, rules } = entry;
  return Object.fromEntries(
    Object.entries({ success, duration, online, rules }).filter(([, value]) => value !== undefined),
  );
}
