import { RULES } from '@flagger/lint';
import { EXIT, Ended } from '../exit.ts';

/** What a code means, as its page says it. */
export function explained(code: string): string {
  const rule = RULES.find((each) => each.code === code.toUpperCase());
  if (!rule) {
    const known = RULES.map((each) => each.code);
    throw new Ended(EXIT.usage, `--explain: found ${code}, allowed is ${known[0] ?? ''} to ${known.at(-1) ?? ''}`);
  }
  const { level, title, why, fix, fires, passes } = rule;
  return [
    `${rule.code} (${level}): ${title}\n\n${why}\n${fix}\n`,
    `\nFound in:\n${indented(fires)}`,
    `\nNot found in:\n${indented(passes)}`,
  ].join('');
}

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('');
