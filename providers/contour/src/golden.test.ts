import { readdirSync, readFileSync } from 'node:fs';
import { backendsOf, parseCanary, type RawCanary, routed, type RoutedCanary, type Routes } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { httpProxy, routesOf } from './http-proxy.ts';

const GOLDEN = new URL('../golden/', import.meta.url);
const names = readdirSync(GOLDEN).flatMap((file) => (file.endsWith('.in.yaml') ? [file.replace('.in.yaml', '')] : []));

describe('golden: <name>.in.yaml holds a split and a Canary, <name>.out.yaml what is built for them', () => {
  it.each(names)('%s', (name) => {
    const { canary, routes, className } = input(name);
    expect([httpProxy(canary, routes, { className })]).toStrictEqual(documents(`${name}.out.yaml`));
  });

  it.each(names)('%s: the split can be read back', (name) => {
    const { canary, routes, className } = input(name);
    expect(routesOf(canary, httpProxy(canary, routes, { className }))).toEqual(routes);
  });
});

function input(name: string): { readonly routes: Routes; readonly canary: RoutedCanary; readonly className: string } {
  const [{ routes, className = '' }, raw] = documents(`${name}.in.yaml`) as [
    { readonly routes: Routes; readonly className?: string },
    RawCanary,
  ];
  const parsed = parseCanary(raw);
  if (!parsed.ok) {
    throw new Error(`${name}.in.yaml: ${JSON.stringify(parsed.problems)}`);
  }
  const pods = { primary: { app: 'basket-primary' }, canary: { app: 'basket' } };
  return { routes, className, canary: routed(parsed.canary, backendsOf(parsed.canary, pods)) };
}

function documents(file: string): unknown[] {
  return parseAllDocuments(readFileSync(new URL(file, GOLDEN), 'utf8')).map((document) => {
    const content: unknown = document.toJS();
    return content;
  });
}
