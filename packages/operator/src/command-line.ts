import { Command, CommanderError, Option } from 'commander';
import { describe } from '@flagger/api';
import type { Flag } from './flag.ts';
import { ALL_FLAGS } from './flags.ts';

/** What stood on the command line: values by flag as they were written, or why it makes no sense. */
export type Given =
  | { readonly kind: 'given'; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: 'unreadable'; readonly sentence: string };

/** Reads flags with one or two dashes, also in camelCase; of a flag given twice the last one counts. */
export function commandLine(argv: readonly string[]): Given {
  const command = flagger();
  try {
    const { operands, unknown } = command.parseOptions(argv.map(canonical));
    const stranger = unknown[0] ?? operands[0];
    if (stranger === undefined) {
      return { kind: 'given', values: valuesOf(command) };
    }
    return { kind: 'unreadable', sentence: complaint(stranger) };
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    return { kind: 'unreadable', sentence: withoutValue(error) };
  }
}

/** All flags in groups, to be read in a terminal. */
export function help(): string {
  return flagger().helpInformation();
}

function flagger(): Command {
  const command = new Command('flagger')
    .usage('[flags]')
    .description(
      'Progressive delivery operator for Kubernetes. Flags take one or two dashes, and a value after = or a blank.',
    )
    .helpOption(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined, getOutHelpWidth: () => 120 })
    .configureHelp({
      optionTerm: (option) => option.flags.replace('--', '-').replace(/[<>]/g, '').replace(/ \[.*/, ''),
    });
  for (const [name, flag] of ALL_FLAGS) {
    command.addOption(optionOf(name, flag));
  }
  return command;
}

function optionOf(name: string, flag: Flag<unknown>): Option {
  const { placeholder } = flag.kind;
  const option = new Option(`--${name} ${placeholder === '' ? '[true|false]' : `<${placeholder}>`}`, description(flag));
  // commander takes `--no-cross-namespace-refs` for the opposite of a flag that does not exist
  option.negate = false;
  return option.helpGroup(`${flag.group}:`).hideHelp(flag.isHidden === true);
}

function description({ says, fallback, env, kind }: Flag<unknown>): string {
  const isOff = kind.placeholder === '' && fallback === 'false';
  const remarks = [
    ...(fallback === '' || isOff ? [] : [`default ${fallback}`]),
    ...(env === undefined ? [] : [`or ${env}`]),
  ];
  return remarks.length === 0 ? says : `${says} (${remarks.join('; ')})`;
}

function valuesOf(command: Command): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (value !== undefined) {
      values.set(option.name(), typeof value === 'string' ? value : 'true');
    }
  }
  return values;
}

const folded = (name: string): string => name.replaceAll('-', '').toLowerCase();
const NAMES: ReadonlyMap<string, string> = new Map([
  ['h', 'help'],
  ...ALL_FLAGS.map(([name]) => [folded(name), name] as const),
]);

/** `-meshProvider=istio` becomes `--mesh-provider=istio`; what is no flag of ours stays as it is. */
function canonical(argument: string): string {
  const [, name = '', value = ''] = /^--?([a-z][\w-]*)(=.*)?$/is.exec(argument) ?? [];
  const known = NAMES.get(folded(name));
  return known === undefined ? argument : `--${known}${value}`;
}

/** commander throws for a flag at the very end that lacks its value. */
function withoutValue({ message }: CommanderError): string {
  const name = /--([\w-]+)/.exec(message)?.[1] ?? '';
  const flag = ALL_FLAGS.find(([each]) => each === name)?.[1];
  return flag === undefined ? message : describe({ field: `-${name}`, found: 'nothing', allowed: flag.kind.allowed });
}

function complaint(stranger: string): string {
  if (!stranger.startsWith('-')) {
    return `found the argument ${JSON.stringify(stranger)}, but everything is set by flags; -help lists them`;
  }
  const name = stranger.replace(/^-+/, '').replace(/=.*/s, '');
  return `unknown flag -${name}; the nearest is -${nearest(name)}, and -help lists all`;
}

function nearest(name: string): string {
  const known = ALL_FLAGS.filter(([, flag]) => flag.isHidden !== true).map(([each]) => ({
    name: each,
    distance: distance(folded(name), folded(each)),
  }));
  return known.reduce((best, each) => (each.distance < best.distance ? each : best)).name;
}

/** Levenshtein's: how many letters to insert, drop or exchange to make one word of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of Array.from(from).entries()) {
    const next = [line + 1];
    for (const [column, other] of Array.from(to).entries()) {
      next.push(
        Math.min((row[column] ?? 0) + (letter === other ? 0 : 1), (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
