import { CLUSTER_OPTIONS } from '../cluster-options.ts';
import { type Command, namespaceOf, type Option } from '../command.ts';
import { COMMANDS } from '../commands.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import type { Io } from '../io.ts';
import { SCRIPTS } from './scripts.ts';

/** One proposal, and what it is. */
type Proposal = readonly [value: string, says: string];

/** What the shell does itself: propose files, or nothing. In the numbers of cobra. */
const DIRECTIVE = { files: 0, nothing: 4 } as const;

interface Completed {
  readonly proposals: readonly Proposal[];
  readonly directive: (typeof DIRECTIVE)[keyof typeof DIRECTIVE];
}

/** `__complete`: what the last word may become, a line each, then what the shell is to do. Never fails. */
export async function complete(words: readonly string[], io: Io): Promise<ExitCode> {
  const current = words.at(-1) ?? '';
  const { proposals, directive } = await completed(words.slice(0, -1), { current, io });
  const fitting = proposals.filter(([value]) => value.startsWith(current));
  io.out([...fitting.map(([value, says]) => `${value}\t${says}`), `:${directive}`, ''].join('\n'));
  return EXIT.done;
}

const nothing = (...proposals: readonly Proposal[]): Completed => ({ proposals, directive: DIRECTIVE.nothing });
const FILES: Completed = { proposals: [], directive: DIRECTIVE.files };

async function completed(before: readonly string[], { current, io }: Typing): Promise<Completed> {
  const command = COMMANDS.find(({ name }) => `${before.join(' ')} `.startsWith(`${name} `));
  if (command === undefined) {
    return nothing(...verbsAfter(before));
  }
  const options = [...command.options, ...CLUSTER_OPTIONS];
  const open = options.find((option) => takesValue(option) && namesOf(option).includes(before.at(-1) ?? ''));
  if (open) {
    return valuesOf(open);
  }
  if (current.startsWith('-')) {
    return nothing(...options.flatMap((option) => namesOf(option).map((name) => [name, option.says] as const)));
  }
  return parameterOf(command, before, io);
}

interface Typing {
  readonly current: string;
  readonly io: Io;
}

/** The next words of verbs that begin with what is there. */
function verbsAfter(before: readonly string[]): readonly Proposal[] {
  const found = COMMANDS.flatMap(({ name, says }): readonly Proposal[] => {
    const words = name.split(' ');
    const next = words[before.length];
    const isBelow = next !== undefined && before.every((word, index) => word === words[index]);
    return isBelow ? [[next, words.length > before.length + 1 ? `${next}s that people open and close` : says]] : [];
  });
  return [...new Map(found)];
}

const namesOf = ({ flags }: Option): readonly string[] => flags.match(/--?[a-z-]+/g) ?? [];
const takesValue = ({ flags }: Option): boolean => flags.includes('<');

function valuesOf({ allowed, flags, says }: Option): Completed {
  return allowed
    ? nothing(...allowed.map((value) => [value, says] as const))
    : /<path>/.test(flags)
      ? FILES
      : nothing();
}

async function parameterOf(
  { name, parameters: [first = ''] }: Command,
  before: readonly string[],
  io: Io,
): Promise<Completed> {
  if (first.includes('path')) {
    return FILES;
  }
  if (first.includes('shell')) {
    return nothing(...Object.keys(SCRIPTS).map((shell) => [shell, 'its script'] as const));
  }
  const given = before.slice(name.split(' ').length).filter((word) => !word.startsWith('-'));
  return first.includes('name') ? nothing(...(await canariesIn(before, { given, io }))) : nothing();
}

/** The canaries of the cluster, as far as it answers: completion says nothing of what goes wrong. */
async function canariesIn(
  before: readonly string[],
  { given, io }: { readonly given: readonly string[]; readonly io: Io },
): Promise<readonly Proposal[]> {
  const valueAfter = (...names: readonly string[]): string | undefined => {
    const at = before.findIndex((word) => names.includes(word));
    return at < 0 ? undefined : before[at + 1];
  };
  const flags = {
    namespace: valueAfter('-n', '--namespace'),
    kubeconfig: valueAfter('--kubeconfig'),
    context: valueAfter('--context'),
  };
  if (given.some((word) => !Object.values(flags).includes(word))) {
    return [];
  }
  const { withCluster } = await import('../with-cluster.ts');
  const found: Proposal[] = [];
  const asked = { names: [], flags, io: { ...io, say: () => undefined } };
  await withCluster(
    {
      load: async () => async (of) => {
        const canaries = await of.cluster.list('Canary', { namespace: namespaceOf(of) });
        found.push(...canaries.map(({ metadata }) => [metadata.name, 'Canary'] as const));
        return EXIT.done;
      },
    },
    asked,
  );
  return found;
}
