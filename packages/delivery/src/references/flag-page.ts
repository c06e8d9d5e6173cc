import { ALL_FLAGS, type Flag } from '@flagger/operator';
import { code, table } from './table.ts';

const HEAD = `# Flags of the operator

Written by \`npm run references\` from \`packages/operator/src/flags.ts\`; what \`flagger -help\` prints. One dash or two, a value after \`=\` or a blank. An environment
variable that is not empty wins over its flag. What differs from Flagger: [compatibility](../compatibility.md#flags). Those of the load tester:
[load tester](../loadtester.md#flags).
`;

/** The page of the operator's flags, in the groups of the help text. */
export function flagPage(): string {
  const groups = [...new Set(ALL_FLAGS.map(([, { group }]) => group))];
  const sections = groups.map((group) => {
    const rows = ALL_FLAGS.filter(([, flag]) => flag.group === group).map(row);
    return `## ${group}\n\n${table(['flag', 'takes', 'default', 'environment', ''], rows)}\n`;
  });
  return [HEAD, ...sections].join('\n');
}

const row = ([name, flag]: readonly [string, Flag<unknown>]): readonly string[] => [
  code(`-${name}`),
  flag.kind.allowed,
  code(flag.fallback),
  code(flag.env ?? ''),
  `${flag.says}${flag.isHidden === true ? ' (for tests)' : ''}`,
];
