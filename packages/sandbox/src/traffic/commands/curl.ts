import type { Ask } from '../../mesh/index.ts';
import { addressOf, type Given, headersOf, type Known, lastOf, readFlags } from './flags.ts';
import { BadCommand, type Words } from './shell-words.ts';

/** What a `curl` command line asks for. */
export interface Fetch {
  readonly ask: Ask;
  /** How long it may take, in ms. */
  readonly timeoutMs: number;
  /** Whether an answer of 400 or more is a failure. */
  readonly isStrict: boolean;
  readonly isBodyShown: boolean;
  readonly isHeadShown: boolean;
  /** What is shown after the body; `%{http_code}` stands for the status. */
  readonly writeOut: string;
}

const CURL: Known = {
  command: 'curl',
  valued: {
    '-d': 'body',
    '--data': 'body',
    '--data-raw': 'body',
    '--data-binary': 'body',
    '-X': 'method',
    '--request': 'method',
    '-H': 'header',
    '--header': 'header',
    '-b': 'cookie',
    '--cookie': 'cookie',
    '-A': 'agent',
    '--user-agent': 'agent',
    '-m': 'timeout',
    '--max-time': 'timeout',
    '--connect-timeout': 'none',
    '-o': 'output',
    '--output': 'output',
    '-w': 'writeOut',
    '--write-out': 'writeOut',
  },
  plain: {
    '-s': 'none',
    '--silent': 'none',
    '-S': 'none',
    '--show-error': 'none',
    '-k': 'none',
    '--insecure': 'none',
    '-L': 'none',
    '--location': 'none',
    '-v': 'none',
    '--verbose': 'none',
    '-f': 'strict',
    '--fail': 'strict',
    '-i': 'head',
    '--include': 'head',
    '-I': 'only',
    '--head': 'only',
  },
  isJoined: true,
};

/** Reads the words of a `curl` command. Throws a {@link BadCommand} for what is not played. */
export function curlOf(words: Words): Fetch {
  const given = readFlags(words, CURL);
  const output = lastOf(given, 'output');
  if (output !== undefined && output !== '/dev/null') {
    throw new BadCommand('curl: the sandbox writes no files; -o /dev/null is played');
  }
  const bodies = given.flags.get('body');
  const isOnlyHead = given.flags.has('only');
  const headers = headersGiven(given);
  const host = headers.findLast(([name]) => name === 'host')?.[1];
  const usual = isOnlyHead ? 'HEAD' : bodies === undefined ? 'GET' : 'POST';
  return {
    ask: {
      url: addressOf(given, 'curl'),
      method: lastOf(given, 'method') ?? usual,
      headers,
      ...(bodies !== undefined && { body: bodies.join('&') }),
      ...(host !== undefined && { host }),
    },
    timeoutMs: Number(lastOf(given, 'timeout') ?? '0') * 1000 || Number.POSITIVE_INFINITY,
    isStrict: given.flags.has('strict'),
    isBodyShown: output === undefined && !isOnlyHead,
    isHeadShown: isOnlyHead || given.flags.has('head'),
    writeOut: writeOut(lastOf(given, 'writeOut') ?? ''),
  };
}

/** All headers, whichever flag sets them; one that is given again replaces the one before. */
function headersGiven(given: Given): readonly (readonly [string, string])[] {
  const byFlag = [
    ['cookie', lastOf(given, 'cookie')],
    ['user-agent', lastOf(given, 'agent')],
  ] as const;
  const headers = [
    ...(given.flags.has('body') ? [['content-type', 'application/x-www-form-urlencoded'] as const] : []),
    ...byFlag.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    ...headersOf(given, 'header'),
  ];
  return [...new Map(headers.map(([name, value]) => [name.toLowerCase(), value]))];
}

function writeOut(text: string): string {
  const [unknown] = text.replaceAll('%{http_code}', '').match(/%\{[^}]*\}/) ?? [];
  if (unknown !== undefined) {
    throw new BadCommand(`curl: the sandbox does not play -w with ${unknown}; it plays %{http_code}`);
  }
  return text.replaceAll('\\n', '\n');
}
