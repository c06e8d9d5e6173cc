import type { Log } from '@flagger/api';
import { commandLine, help } from './command-line.ts';
import { FLAGS } from './flags.ts';
import { optionsOf, type Options } from './options.ts';
import { BadSetting, type Environment, type Note, Settings } from './settings.ts';
import { VERSION } from './version.ts';

/** What the command line asks for. */
export type Wish =
  | { readonly kind: 'run'; readonly options: Options; readonly notes: readonly Note[] }
  /** Help or version: print it and end well. */
  | { readonly kind: 'print'; readonly text: string }
  /** Say it and end with this exit code. */
  | { readonly kind: 'refuse'; readonly sentence: string; readonly exitCode: 2 };

/** What is asked for by the arguments behind the program's name and by the environment, which wins. */
export function wishOf(argv: readonly string[], environment: Environment): Wish {
  const given = commandLine(argv);
  if (given.kind === 'unreadable') {
    return { kind: 'refuse', sentence: given.sentence, exitCode: 2 };
  }
  try {
    return wish(new Settings(given.values, environment));
  } catch (error) {
    if (error instanceof BadSetting) {
      return { kind: 'refuse', sentence: error.message, exitCode: 2 };
    }
    throw error;
  }
}

/** Logs a line for each setting that changes nothing. */
export function tellNotes(notes: readonly Note[], log: Log): void {
  for (const note of notes) {
    tellNote(note, log);
  }
}

function tellNote({ kind, setting, why }: Note, log: Log): void {
  switch (kind) {
    case 'incomplete':
      log.warn('setting has no effect without another one', { setting, why });
      break;
    case 'without effect':
      log.info('setting is accepted but has no effect', { setting, why });
      break;
  }
}

function wish(settings: Settings): Wish {
  settings.check();
  if (settings.read(FLAGS.help)) {
    return { kind: 'print', text: help() };
  }
  if (settings.read(FLAGS.version)) {
    return { kind: 'print', text: `Flagger version ${VERSION}\n` };
  }
  return { kind: 'run', options: optionsOf(settings), notes: settings.notes() };
}
