import { Command, CommanderError, Option } from 'commander';
import { ALL_FLAGS, type Flag } from './flags.ts';

/** What stood on the command line: values by flag as they were written, or why it makes no sense. */
export type Given =
  | { readonly kind: 'given'; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: 'unreadable'; readonly sentence: string };

/** Reads flags as Go does: with one or two dashes, and a value after `=` or a blank. */
export function commandLine(argv: readonly string[]): Given {
  const command = loadtester();
  try {
    const { operands, unknown } = command.parseOptions(argv.map(canonical));
    const stranger = unknown[0] ?? operands[0];
    return stranger === undefined
      ? { kind: 'given', values: valuesOf(command) }
      : { kind: 'unreadable', sentence: `unknown argument ${stranger}; -help lists all flags` };
  } catch (error) {
    if (error instanceof CommanderError) {
      return { kind: 'unreadable', sentence: error.message };
    }
    throw error;
  }
}

/** All flags, to be read in a terminal. */
export const help = (): string => loadtester().helpInformation();

function loadtester(): Command {
  const command = new Command('loadtester')
    .usage('[flags]')
    .description('Gates and load tests for the webhooks of Canaries. Flags take one or two dashes.')
    .helpOption(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined, getOutHelpWidth: () => 120 })
    .configureHelp({ optionTerm: ({ flags }) => flags.replace('--', '-').replace(/[<>]/g, '').replace(/ \[.*/, '') });
  for (const [name, flag] of ALL_FLAGS) {
    command.addOption(optionOf(name, flag));
  }
  return command;
}

function optionOf(name: string, { placeholder, says, fallback }: Flag<unknown>): Option {
  const value = placeholder === '' ? '[true|false]' : `<${placeholder}>`;
  const isTold = fallback !== '' && placeholder !== '';
  return new Option(`--${name} ${value}`, isTold ? `${says} (default ${fallback})` : says);
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

/** `-port=8080` becomes `--port=8080`; what is no flag of ours stays as it is. */
function canonical(argument: string): string {
  const [, name = '', value = ''] = /^--?([a-z][\w-]*)(=.*)?$/s.exec(argument) ?? [];
  const known = name === 'h' ? 'help' : name;
  return ALL_FLAGS.some(([each]) => each === known) ? `--${known}${value}` : argument;
}
