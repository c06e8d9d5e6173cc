import { CLUSTER_OPTIONS } from '../cluster-options.ts';
import type { Command, Option } from '../command.ts';
import { COMMANDS } from '../commands.ts';
import { EXIT } from '../exit.ts';
import { VERSION } from '../version.ts';

/** The pages of man(1), by the names of their files: one of the program, one of each verb. */
export const manPages = (): ReadonlyMap<string, string> =>
  new Map([
    ['kubectl-flagger.1', programPage()],
    ...COMMANDS.map((command) => [`kubectl-flagger-${command.name.replace(' ', '-')}.1`, verbPage(command)] as const),
  ]);

/** A text as roff reads it. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');

const head = (name: string): string => `.TH ${name.toUpperCase()} 1 "" "flagger ${VERSION}" "kubectl flagger"`;

function programPage(): string {
  return lines([
    head('kubectl-flagger'),
    '.SH NAME',
    roff('kubectl-flagger - see, act on, wait for, lint and replay canaries'),
    '.SH SYNOPSIS',
    '.B kubectl flagger\n.I verb\n[options]',
    '.SH VERBS',
    ...COMMANDS.flatMap(({ name, says }) => [`.TP\n.B ${roff(name)}`, roff(says)]),
    '.SH OPTIONS',
    ...CLUSTER_OPTIONS.flatMap(optionLines),
    '.SH EXIT STATUS',
    ...Object.entries(EXIT).flatMap(([name, code]) => [`.TP\n.B ${code}`, roff(name)]),
    '.SH SEE ALSO',
    COMMANDS.map(({ name }) => `.BR ${roff(`kubectl-flagger-${name.replace(' ', '-')}`)} (1)`).join('\n'),
  ]);
}

function verbPage({ name, says, parameters, options, examples }: Command): string {
  const page = `kubectl-flagger-${name.replace(' ', '-')}`;
  return lines([
    head(page),
    '.SH NAME',
    roff(`${page} - ${says}`),
    '.SH SYNOPSIS',
    `.B ${roff(`kubectl flagger ${name}`)}\n${roff([...parameters, '[options]'].join(' '))}`,
    '.SH OPTIONS',
    ...[...options, ...CLUSTER_OPTIONS].flatMap(optionLines),
    '.SH EXAMPLES',
    ...examples.map((line) => `.PP\n.nf\n${roff(line)}\n.fi`),
    '.SH SEE ALSO',
    `.BR ${roff('kubectl-flagger')} (1)`,
  ]);
}

const optionLines = ({ flags, says, allowed, isRepeated }: Option): readonly string[] => [
  `.TP\n.B ${roff(flags)}`,
  roff(`${says}${allowed ? ` (${allowed.join(', ')})` : ''}${isRepeated ? '; can be given more than once' : ''}`),
];

const lines = (parts: readonly string[]): string => `${parts.join('\n')}\n`;
