import { anchored, type Expression } from '@flagger/prometheus';
import { type Known, readFlags } from './flags.ts';
import { BadCommand, type Words } from './shell-words.ts';

/** What a `grep` command line asks for. */
export interface Filter {
  readonly fits: (line: string) => boolean;
  readonly isQuiet: boolean;
}

const GREP: Known = {
  command: 'grep',
  valued: { '-e': 'pattern', '--regexp': 'pattern' },
  plain: {
    '-q': 'quiet',
    '--quiet': 'quiet',
    '-i': 'ignoreCase',
    '--ignore-case': 'ignoreCase',
    '-v': 'invert',
    '--invert-match': 'invert',
    '-E': 'extended',
    '--extended-regexp': 'extended',
    '-F': 'fixed',
    '--fixed-strings': 'fixed',
  },
  isJoined: true,
};

/**
 * Reads the words of a `grep` command that filters what comes before it. Throws a {@link BadCommand} for what is not
 * played.
 */
export function grepOf(words: Words): Filter {
  const { flags, rest } = readFlags(words, GREP);
  const [pattern, ...files] = [...(flags.get('pattern') ?? []), ...rest];
  if (pattern === undefined || files.length > 0) {
    throw new BadCommand(`grep needs one pattern and no files, found ${[pattern, ...files].join(' ')}`);
  }
  const expression = expressionOf(pattern, flags);
  const isInverted = flags.has('invert');
  return { fits: (line) => expression.test(line) !== isInverted, isQuiet: flags.has('quiet') };
}

function expressionOf(pattern: string, flags: ReadonlyMap<string, unknown>): Expression {
  const ignoreCase = flags.has('ignoreCase') ? '(?i)' : '';
  try {
    return anchored(
      `${ignoreCase}(?s).*(?:${flags.has('fixed') ? quoted(pattern) : flags.has('extended') ? pattern : extended(pattern)}).*`,
    );
  } catch (error) {
    throw new BadCommand(`grep: ${pattern} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A basic expression as an extended one: there `\+` means what `+` means here. */
const extended = (basic: string): string =>
  basic.replace(/\\([+?|(){}])|([+?|(){}])/g, (_, special?: string, plain?: string) => special ?? `\\${plain ?? ''}`);
