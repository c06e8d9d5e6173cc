import { curlOf, type Fetch } from './curl.ts';
import { type Filter, grepOf } from './grep.ts';
import { heyOf, type Load } from './hey.ts';
import { pipelines, BadCommand, type Words } from './shell-words.ts';

/** A command that the sandbox plays. */
export type Command =
  | { readonly run: 'hey'; readonly load: Load }
  | { readonly run: 'curl'; readonly fetch: Fetch }
  | { readonly run: 'grep'; readonly filter: Filter };

/**
 * Reads a command line as a shell would: pipelines that run as long as they succeed. Throws a {@link BadCommand} that
 * says what is played.
 */
export const commandLine = (line: string): readonly (readonly Command[])[] =>
  pipelines(line).map((pipeline) => pipeline.map(command));

function command(words: Words, index: number): Command {
  const [name = ''] = words;
  switch (name.split('/').at(-1)) {
    case 'hey':
      return { run: 'hey', load: heyOf(words) };
    case 'curl':
      return { run: 'curl', fetch: curlOf(words) };
    case 'grep':
      if (index === 0) {
        throw new BadCommand('grep has nothing to read; it is played after a |');
      }
      return { run: 'grep', filter: grepOf(words) };
    default:
      throw new BadCommand(`the sandbox does not play ${name}; it plays hey, curl, and grep after a |`);
  }
}
