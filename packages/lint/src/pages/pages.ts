import type { Rule } from '../rule.ts';
import { FAMILIES, UNREADABLE } from '../rules/index.ts';

/** The files of docs/lint, by name. */
export const pages = (): Readonly<Record<string, string>> => ({
  'README.md': overview(),
  ...Object.fromEntries(
    [{ ...UNREADABLE, passes: 'kind: Canary\nspec: {analysis: {}}' }, ...FAMILIES.flatMap(({ rules }) => rules)].map(
      (rule) => [`${rule.code}.md`, page(rule)],
    ),
  ),
});

const HEAD = '<!-- Made by `npm run pages` from the rules in packages/lint/src/rules. Change it there. -->\n';

type Told = Pick<Rule, 'code' | 'level' | 'title' | 'why' | 'fix' | 'fires' | 'passes'>;

const page = ({ code, level, title, why, fix, fires, passes }: Told): string =>
  [
    HEAD,
    `# ${code}: ${title}\n`,
    `Level: ${level}\n`,
    `${why}\n`,
    `**To mend it:** ${fix}\n`,
    `Found in:\n\n${fenced(fires)}`,
    `Not found in:\n\n${fenced(passes)}`,
    `What is without a \`kind\` is part of a Canary that is right otherwise. [All codes](README.md)\n`,
  ].join('\n');

const fenced = (text: string): string => `\`\`\`yaml\n${text.trimEnd()}\n\`\`\`\n`;

function overview(): string {
  const tables = FAMILIES.map(({ title, rules }, index) =>
    [
      `## ${title}\n`,
      '| code | level | |\n|---|---|---|',
      ...[...(index === 0 ? [UNREADABLE] : []), ...rules].map(row),
      '',
    ].join('\n'),
  );
  return [HEAD, INTRODUCTION, ...tables].join('\n');
}

const row = ({ code, level, title }: Pick<Told, 'code' | 'level' | 'title'>): string =>
  `| [${code}](${code}.md) | ${level} | ${title} |`;

const INTRODUCTION = `# What \`kubectl flagger lint\` finds

A code never changes its meaning, and is never used again. \`--suppress CODE\` leaves one out; the annotation
\`lint.flagger.app/suppress: FLG501,FLG106\` (or \`"*"\`) of an object leaves it out there. [How lint is used](../cli.md#lint)
`;
