import { readdirSync, readFileSync } from 'node:fs';
import {
  backendsOf,
  MESH_DEFAULTS,
  parseCanary,
  type RawCanary,
  routed,
  type RoutedCanary,
  type Routes,
} from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { canaryIngress, type Ingress } from './ingress.ts';
import { marks, routesOf } from './marks.ts';

const GOLDEN = new URL('../golden/', import.meta.url);
const names = readdirSync(GOLDEN).flatMap((file) => (file.endsWith('.in.yaml') ? [file.replace('.in.yaml', '')] : []));

describe("golden: <name>.in.yaml holds a split, a Canary and the user's Ingress, <name>.out.yaml what is built for them", () => {
  it.each(names)('%s', (name) => {
    expect([built(name).ingress]).toStrictEqual(documents(`${name}.out.yaml`));
  });

  it.each(names)('%s: the split can be read back', (name) => {
    const { canary, ingress, routes, prefix } = built(name);
    expect(routesOf(canary, ingress.metadata.annotations, prefix)).toEqual(routes);
  });
});

function built(name: string): Built {
  const [{ routes, prefix = MESH_DEFAULTS.ingress.annotationsPrefix }, raw, theirs] = documents(`${name}.in.yaml`) as [
    { readonly routes: Routes; readonly prefix?: string },
    RawCanary,
    Ingress,
  ];
  const parsed = parseCanary(raw);
  if (!parsed.ok) {
    throw new Error(`${name}.in.yaml: ${JSON.stringify(parsed.problems)}`);
  }
  const canary = routed(parsed.canary, backendsOf(parsed.canary));
  const marked = marks(canary, routes, { prefix, theirs: theirs.metadata.annotations ?? {} });
  return { canary, ingress: canaryIngress(canary, theirs, marked), routes, prefix };
}

interface Built {
  readonly canary: RoutedCanary;
  readonly ingress: Ingress;
  readonly routes: Routes;
  readonly prefix: string;
}

function documents(file: string): unknown[] {
  return parseAllDocuments(readFileSync(new URL(file, GOLDEN), 'utf8')).map((document) => {
    const content: unknown = document.toJS();
    return content;
  });
}
