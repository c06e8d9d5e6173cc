import { readdirSync, readFileSync } from 'node:fs';
import {
  backendsOf,
  describe as told,
  type KubeObject,
  parseCanary,
  type RawCanary,
  routed,
  type RoutedCanary,
  type Routes,
} from '@flagger/api';
import type { SplitCopy, SplitObject } from '@flagger/mesh-kit';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';

/**
 * Holds the files of a folder: `<name>.in.yaml` has a split and a Canary, `<name>.out.yaml` the object that a mesh
 * builds for them, from which the split is read again.
 */
export function meshGolden<T extends KubeObject>(folder: URL, split: SplitObject<T>): void {
  describe('golden: <name>.in.yaml holds a split and a Canary, <name>.out.yaml what is built for them', () => {
    it.each(namesIn(folder))('%s', (name) => {
      const { canary, routes } = given(documentsIn(new URL(`${name}.in.yaml`, folder)));
      const built = split.built(canary, routes);
      expect([built]).toStrictEqual(documentsIn(new URL(`${name}.out.yaml`, folder)));
      expect(split.routesOf(canary, built)).toEqual(routes);
    });
  });
}

/** The same where a mesh builds a copy of the user's object, which is the third document of `<name>.in.yaml`. */
export function copyGolden<T extends KubeObject>(
  folder: URL,
  copy: SplitCopy<T>,
  isTheirs: (object: unknown) => object is T,
): void {
  describe("golden: <name>.in.yaml holds a split, a Canary and the user's object, <name>.out.yaml the copy", () => {
    it.each(namesIn(folder))('%s', (name) => {
      const [routes, raw, theirs] = documentsIn(new URL(`${name}.in.yaml`, folder));
      const { canary, routes: wanted } = given([routes, raw]);
      if (!isTheirs(theirs)) {
        throw new Error(`${name}.in.yaml holds no object of the user`);
      }
      const built = copy.built(canary, theirs, wanted);
      expect([built]).toStrictEqual(documentsIn(new URL(`${name}.out.yaml`, folder)));
      expect(copy.routesOf(canary, built)).toEqual(wanted);
    });
  });
}

const namesIn = (folder: URL): readonly string[] =>
  readdirSync(folder).flatMap((file) => (file.endsWith('.in.yaml') ? [file.replace('.in.yaml', '')] : []));

function given(documents: readonly unknown[]): { readonly routes: Routes; readonly canary: RoutedCanary } {
  const [{ routes }, raw] = documents as readonly [{ readonly routes: Routes }, RawCanary];
  const parsed = parseCanary(raw);
  if (!parsed.ok) {
    throw new Error(`a Canary that makes no sense: ${parsed.problems.map(told).join('; ')}`);
  }
  const { name } = parsed.canary.spec.targetRef;
  const pods = { primary: { app: `${name}-primary` }, canary: { app: name } };
  return { routes, canary: routed(parsed.canary, backendsOf(parsed.canary, pods)) };
}

const documentsIn = (file: URL): readonly unknown[] =>
  parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    const content: unknown = document.toJS();
    return content;
  });
