import { readdirSync, readFileSync } from 'node:fs';
import { backendsOf, parseCanary, type RawCanary, routed, type RoutedCanary, type Routes } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { type Dialect, V1, V1BETA1 } from './dialect.ts';
import { httpRoute, routesOf } from './http-route.ts';

const GOLDEN = new URL('../golden/', import.meta.url);
const names = readdirSync(GOLDEN).flatMap((file) => (file.endsWith('.in.yaml') ? [file.replace('.in.yaml', '')] : []));

describe('golden: <name>.in.yaml holds the name of a provider, a split and a Canary, <name>.out.yaml what is built for them', () => {
  it.each(names)('%s', (name) => {
    const { routes, canary, dialect } = input(name);
    expect([httpRoute(canary, routes, dialect)]).toStrictEqual(documents(`${name}.out.yaml`));
  });

  it.each(names)('%s: the split can be read back', (name) => {
    const { routes, canary, dialect } = input(name);
    expect(routesOf(canary, httpRoute(canary, routes, dialect))).toEqual(routes);
  });
});

function input(file: string): { readonly routes: Routes; readonly canary: RoutedCanary; readonly dialect: Dialect } {
  const [{ name, routes }, raw] = documents(`${file}.in.yaml`) as [{ name: string; routes: Routes }, RawCanary];
  const dialect = [V1, V1BETA1].find((each) => each.names.includes(name));
  const parsed = parseCanary(raw);
  if (!parsed.ok || !dialect) {
    throw new Error(`${file}.in.yaml: ${JSON.stringify(parsed.ok ? `unknown name ${name}` : parsed.problems)}`);
  }
  const backends = backendsOf(parsed.canary, { primary: { 'app.kubernetes.io/name': 'any-primary' } });
  return { routes, canary: routed(parsed.canary, backends), dialect };
}

function documents(file: string): unknown[] {
  return parseAllDocuments(readFileSync(new URL(file, GOLDEN), 'utf8')).map((document) => {
    const content: unknown = document.toJS();
    return content;
  });
}
