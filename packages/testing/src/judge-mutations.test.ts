import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly test: string;
  readonly title: string;
}

const MUTATIONS = JSON.parse(textOf('scripts/judge-mutations/mutations.json')) as readonly Mutation[];

/** How often a text stands in another. */
const times = (text: string, part: string): number => text.split(part).length - 1;

// what each of them breaks is shown by `npm run judge:mutations`, which takes minutes
describe('the mutations of the rule of comparing', () => {
  it('are all that must be found', () => {
    expect(MUTATIONS).toHaveLength(10);
  });

  it.each(MUTATIONS)('can be put in, and are looked for by a test that is there: $name', (mutation) => {
    const { file, from, to, test, title } = mutation;
    expect(times(textOf(file), from)).toBe(1);
    expect(to).not.toBe(from);
    expect(title).not.toBe('');
    expect(textOf(test)).toContain(title);
  });
});
