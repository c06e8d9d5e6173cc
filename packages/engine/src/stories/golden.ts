import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** The text of a golden file beside the test; with UPDATE_GOLDEN=1 the file is written first. */
export function golden(directory: string, name: string, text: string): string {
  const file = `${directory}/${name}.txt`;
  if (process.env['UPDATE_GOLDEN'] === '1' || (!existsSync(file) && process.env['CI'] !== 'true')) {
    writeFileSync(file, text);
  }
  return readFileSync(file, 'utf8');
}
