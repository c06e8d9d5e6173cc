import { BadCommand, type Words } from './shell-words.ts';

/** Flags of a command: their names as they are written, mapped to what we call them. */
export interface Known {
  readonly command: string;
  /** Flags with a value. */
  readonly valued: Readonly<Record<string, string>>;
  /** Flags without one. */
  readonly plain: Readonly<Record<string, string>>;
  /** Whether short ones may stand together, as in `-sd 'test'`; else a value may follow `=`. */
  readonly isJoined: boolean;
}

export interface Given {
  /** Every value of a flag, in order; a flag without value has empty ones. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** What is no flag. */
  readonly rest: Words;
}

/**
 * Reads the flags of a command's words, of which the first is its name. Throws a {@link BadCommand} that names what is
 * not known, and what is.
 */
export function readFlags([, ...words]: Words, known: Known): Given {
  const flags = new Map<string, string[]>();
  const rest: string[] = [];
  const left = words.flatMap((word) => parts(word, known));
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    const name = known.plain[word] ?? known.valued[word];
    if (name === undefined) {
      throw new BadCommand(
        `the sandbox does not play ${known.command} with ${word}; it plays ${[...Object.keys(known.valued), ...Object.keys(known.plain)].join(' ')}`,
      );
    }
    const value = known.valued[word] === undefined ? '' : left.shift();
    if (value === undefined) {
      throw new BadCommand(`${known.command}: ${word} needs a value`);
    }
    flags.set(name, [...(flags.get(name) ?? []), value]);
  }
  return { flags, rest };
}

/** A word as single flags and their value: `-sd` is `-s -d`, `-dtext` is `-d text`, `-z=1m` is `-z 1m`. */
function parts(word: string, { valued, plain, isJoined }: Known): Words {
  if (!word.startsWith('-') || valued[word] !== undefined || plain[word] !== undefined) {
    return [word];
  }
  const [name = '', value] = word.split(/=(.*)/s);
  if (value !== undefined && valued[name] !== undefined) {
    return [name, value];
  }
  if (!isJoined || word.startsWith('--')) {
    return [word];
  }
  const first = word.slice(0, 2);
  if (valued[first] !== undefined) {
    return [first, word.slice(2)];
  }
  return plain[first] === undefined
    ? [word]
    : [first, ...parts(`-${word.slice(2)}`, { command: '', valued, plain, isJoined })];
}

/** The last value of a flag. */
export const lastOf = ({ flags }: Given, name: string): string | undefined => flags.get(name)?.at(-1);

/** The only address among what is no flag. */
export function addressOf({ rest }: Given, command: string): string {
  const [text, ...more] = rest;
  if (text === undefined || more.length > 0) {
    throw new BadCommand(`${command} needs one address, found ${rest.length === 0 ? 'none' : rest.join(' ')}`);
  }
  const address = /^[a-z]+:\/\//.test(text) ? text : `http://${text}`;
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    throw new BadCommand(`${command}: ${text} is no address of HTTP`);
  }
  return address;
}

/** Headers written as `Name: value`. */
export function headersOf(given: Given, name: string): readonly (readonly [string, string])[] {
  return (given.flags.get(name) ?? []).map((line) => {
    const [, header, value] = /^([^:\s]+)\s*:\s*(.*)$/s.exec(line) ?? [];
    if (header === undefined || value === undefined) {
      throw new BadCommand(`${line} is no header such as 'name: value'`);
    }
    return [header, value] as const;
  });
}
