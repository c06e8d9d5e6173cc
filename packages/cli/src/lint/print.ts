import { type Finding, type Format, FORMATS, LEVELS, type Looked, written } from '@flagger/lint';
import { type LocalAsked, textFlag } from '../command.ts';
import { VERSION } from '../version.ts';

/** The findings in the format that was asked for. */
export function printed(findings: readonly Finding[], { manifests }: Looked, asked: LocalAsked): string {
  const { screen } = asked.io;
  return written(formatIn(asked), findings, {
    manifests: manifests.length,
    version: VERSION,
    paint: (style, text) => screen.paint(style, text),
  });
}

const formatIn = (asked: LocalAsked): Format => FORMATS.find((each) => each === textFlag(asked, 'output')) ?? 'text';

/** How many findings there are, in one line. */
export function summary(findings: readonly Finding[], { manifests }: Looked): string {
  const counted = LEVELS.flatMap((level) => {
    const count = findings.filter((each) => each.level === level).length;
    const plural = level === 'info' || count === 1 ? '' : 's';
    return count === 0 ? [] : [`${count} ${level}${plural}`];
  });
  const where = `${manifests.length} manifest${manifests.length === 1 ? '' : 's'}`;
  return `${counted.length === 0 ? 'Nothing was found' : counted.join(', ')} in ${where}.`;
}
