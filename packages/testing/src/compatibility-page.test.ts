import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../../', import.meta.url);
const [, section = ''] = readFileSync(new URL('docs/compatibility.md', root), 'utf8').split(
  "## Where Flagger's contract is tested\n",
);

/** Each topic with the files that stand beside it. */
const ROWS = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| ([^|`]+) \| (.*) \|$/gm)]
  .map(([, topic = '', files = '']) => ({
    topic,
    files: [...files.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
  }))
  .filter(({ topic }) => topic !== 'topic');

describe("the table of Flagger's contract in docs/compatibility.md", () => {
  it('has a row for each topic', () => {
    expect(ROWS.length).toBeGreaterThan(25);
  });

  it.each(ROWS)('names tests that exist for: $topic', ({ files }) => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(new URL(file, root)) || !/\.(test|e2e)\.ts$/.test(file))).toEqual([]);
  });

  it.each([
    ['Routers: each mesh', 'router.contract.test.ts'],
    ['Routers: what is generated', 'golden.test.ts'],
    ['Metrics: built-in queries', 'queries.test.ts'],
  ])('names every mesh for: %s', (topic, name) => {
    const files = readdirSync(new URL('providers/', root)).map((mesh) => `providers/${mesh}/src/${name}`);
    const there = files.filter((file) => existsSync(new URL(file, root)));
    const named = ROWS.find((row) => row.topic === topic)?.files ?? [];
    expect(there.length).toBeGreaterThan(5);
    expect(there.filter((file) => !named.includes(file))).toEqual([]);
  });
});
