import { readdirSync, readFileSync } from 'node:fs';
import {
  backendsOf,
  type KubeObject,
  parseCanary,
  type RawCanary,
  routed,
  type RoutedCanary,
  type Routes,
} from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { apexList, type ApiVersion, wantedObjects } from './api-version.ts';
import type { Pods } from './pods.ts';
import { routesOf } from './split.ts';
import { v1beta1 } from './v1beta1.ts';
import { v1beta2 } from './v1beta2.ts';

const GOLDEN = new URL('../golden/', import.meta.url);
const names = readdirSync(GOLDEN).flatMap((file) => (file.endsWith('.in.yaml') ? [file.replace('.in.yaml', '')] : []));
const versions: readonly (readonly [string, ApiVersion])[] = [
  ['v1beta1', v1beta1],
  ['v1beta2', v1beta2],
];

describe.each(versions)(
  'golden: <name>.in.yaml holds a split, its pods and a Canary, <name>.%s.out.yaml what is built for them',
  (label, version) => {
    it.each(names)('%s', (name) => {
      const { canary, ...given } = input(name);
      const built = wantedObjects(version, canary, given);
      expect(built).toStrictEqual(documents(`${name}.${label}.out.yaml`));
    });

    it.each(names)('%s: the split can be read back', (name) => {
      const { canary, routes } = input(name);
      expect(routesOf(canary, apexList(version, canary, routes))).toEqual({ ...routes, mirrored: false });
    });
  },
);

function input(name: string): { readonly routes: Routes; readonly pods: Pods; readonly canary: RoutedCanary } {
  const [given, raw] = documents(`${name}.in.yaml`) as [{ routes: Routes; pods: Pods }, RawCanary];
  const parsed = parseCanary(raw);
  if (!parsed.ok) {
    throw new Error(`${name}.in.yaml: ${JSON.stringify(parsed.problems)}`);
  }
  return { ...given, canary: routed(parsed.canary, backendsOf(parsed.canary)) };
}

function documents(file: string): KubeObject[] {
  return parseAllDocuments(readFileSync(new URL(file, GOLDEN), 'utf8')).map(
    (document) => document.toJS() as KubeObject,
  );
}
