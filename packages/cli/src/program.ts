import { Command as Commander, CommanderError, Option as CommanderOption } from 'commander';
import { CLUSTER_OPTIONS } from './cluster-options.ts';
import type { Command, Option } from './command.ts';
import { COMMANDS } from './commands.ts';
import { codeOf, EXIT, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

/** Does what a command line asks for, and gives the exit code. */
export async function run(words: readonly string[], io: Io): Promise<ExitCode> {
  if (words[0] === '__complete') {
    const { complete } = await import('./completion/complete.ts');
    return complete(words.slice(1), io);
  }
  let code: ExitCode = EXIT.done;
  const program = programOf(words, io, (ended) => (code = ended));
  try {
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    return told(error, io);
  }
}

function programOf(words: readonly string[], io: Io, onEnd: (code: ExitCode) => void): Commander {
  const program = new Commander('kubectl flagger')
    .description('See why a canary is where it is, act on it, wait for it, check its cluster, lint its manifests')
    .version(VERSION);
  prepared(program, io);
  program.addHelpText('after', '\nHelp of a verb: kubectl flagger VERB --help');
  for (const command of meant(words)) {
    const parts = command.name.split(' ');
    const last = parts.pop() ?? '';
    const parent = parts.reduce((at, part) => group(at, part, io), program);
    add(parent.command([last, ...command.parameters].join(' ')), command, { io, onEnd });
  }
  return program;
}

/** The verb that is named, or all: making each takes longer than everything else here. */
function meant([first]: readonly string[]): readonly Command[] {
  const named = COMMANDS.filter(({ name }) => name === first || name.startsWith(`${first} `));
  return named.length > 0 ? named : COMMANDS;
}

const group = (parent: Commander, name: string, io: Io): Commander =>
  parent.commands.find((each) => each.name() === name)
  ?? prepared(parent.command(name).description(`${name}s that people open and close`), io);

/** Commander neither ends the process nor writes anywhere but where we say. */
const prepared = (commander: Commander, io: Io): Commander =>
  commander
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.say(text.trimEnd()) })
    .showHelpAfterError('(kubectl flagger --help says more)');

function add(
  commander: Commander,
  command: Command,
  { io, onEnd }: { readonly io: Io; readonly onEnd: (code: ExitCode) => void },
): void {
  prepared(commander, io).description(command.says);
  commander.showHelpAfterError(`(kubectl flagger ${command.name} --help says more)`);
  for (const said of [...command.options, ...CLUSTER_OPTIONS]) {
    commander.addOption(withValues(new CommanderOption(said.flags, said.says), said));
  }
  commander.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`);
  commander.action(async (...given: readonly unknown[]) => {
    const values = given.slice(0, command.parameters.length).flat();
    const asked = { names: values.filter((name) => typeof name === 'string'), flags: commander.opts(), io };
    if ('loadLocal' in command) {
      return onEnd(await (await command.loadLocal())(asked));
    }
    // help and usage need no cluster, nor the code that speaks to one
    const { withCluster } = await import('./with-cluster.ts');
    onEnd(await withCluster(command, asked));
  });
}

/** Limits an option to what is allowed, or gathers its values. */
function withValues(
  option: CommanderOption,
  { allowed, isRepeated }: Pick<Option, 'allowed' | 'isRepeated'>,
): CommanderOption {
  const limited = allowed === undefined ? option : option.choices(allowed);
  return isRepeated
    ? limited.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
    : limited;
}

function told(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  io.say(`error: ${error instanceof Error ? error.message : String(error)}`);
  return codeOf(error);
}
