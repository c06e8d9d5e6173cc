import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { nginxReader } from './reader.ts';

const GOLDEN = join(import.meta.dirname, '../../../../../providers/nginx/golden');
const names = readdirSync(GOLDEN).flatMap((file) => (file.endsWith('.in.yaml') ? [file.replace('.in.yaml', '')] : []));

const ingressesIn = (file: string): readonly KubeObject[] =>
  parseAllDocuments(readFileSync(join(GOLDEN, file), 'utf8'))
    .map((document) => document.toJS() as KubeObject)
    .filter(({ kind }) => kind === 'Ingress');

/** Who gets what at the path of the service, route by route, by the user's Ingress and ours. */
function sharesOf(name: string) {
  const { hosts, ignored } = nginxReader.read([...ingressesIn(`${name}.in.yaml`), ...ingressesIn(`${name}.out.yaml`)]);
  const routes = hosts.find((each) => each.hosts.includes('basket.example.com'))?.routes ?? [];
  const shares = routes.map(({ destinations }) =>
    Object.fromEntries(destinations.map(({ to, weight }) => [to.name, weight])),
  );
  return { shares: shares.filter((each) => !('help' in each)), ignored };
}

describe("the Ingresses of our provider beside a user's", () => {
  it.each(names)('are read whole: %s', (name) => {
    expect(sharesOf(name)).toMatchObject({ ignored: [], shares: expect.arrayContaining([expect.anything()]) });
  });

  it.each([
    ['weighted', [{ basket: 80, 'basket-canary': 20 }]],
    ['bluegreen', [{ basket: 0, 'basket-canary': 100 }]],
    ['ab', [{ 'basket-canary': 1 }, { 'basket-canary': 1 }, { basket: 1 }, { basket: 100, 'basket-canary': 0 }]],
    ['ab-waiting', [{ basket: 100, 'basket-canary': 0 }]],
  ])('say the split that they were built for: %s', (name, shares) => {
    expect(sharesOf(name).shares).toEqual(shares);
  });
});
