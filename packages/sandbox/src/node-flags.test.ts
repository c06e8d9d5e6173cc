import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { NODE_FLAGS } from './node-flags.ts';

const textAt = (path: string): string => readFileSync(resolve(import.meta.dirname, '../../..', path), 'utf8');

describe('the flags of Node', () => {
  it.each([
    ['packages/operator/Dockerfile', /ENTRYPOINT \["node", (.*), "\/app\/flagger\.mjs"\]/],
    ['packages/operator/flagger', /exec node (.*) \/app\/flagger\.mjs/],
    ['artifacts/flagger/deployment.yaml', /command: \[node, (.*), \/app\/flagger\.mjs\]/],
  ])('that %s names are those that everything is tested with', (path, place) => {
    const [, flags] = place.exec(textAt(path)) ?? [];
    expect(flags?.replaceAll('"', '').split(/,? /)).toEqual(NODE_FLAGS);
  });
});
