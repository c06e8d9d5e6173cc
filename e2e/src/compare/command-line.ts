/**
 * Fills a command's placeholders; `{flags}` stands for the flags of the recording, which come last where it is
 * absent.
 */
export function commandLine(
  template: string,
  values: Readonly<Record<string, string>>,
  flags: readonly string[],
): readonly string[] {
  const words = template.split(/\s+/).filter(Boolean);
  const whole = words.includes('{flags}') ? words : [...words, '{flags}'];
  const filled = (word: string): string =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), word);
  return whole
    .flatMap((word) => (word === '{flags}' ? flags : [filled(word)]))
    .map((word, index) => (index === 0 && word === 'node' ? process.execPath : word));
}
