import { readdirSync, readFileSync } from 'node:fs';
import type { Log } from '@flagger/api';
import { playedMeshes } from '@flagger/sandbox';
import { MESHES } from '@flagger/simulation';
import { describe, expect, it } from '@jest/globals';
import { container } from './container.ts';
import { TOKEN } from './tokens.ts';
import { wishOf } from './wish.ts';

const LOG: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const ROOT = new URL('../../../', import.meta.url);
const textAt = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** Where every mesh that is bound must be found, each with the names that are there. docs/extending.md says how. */
const PLACES = {
  'packages/simulation/src/meshes.ts': (name: string) => MESHES.some((mesh) => mesh.name === name),
  'packages/sandbox/src/mesh/meshes.ts': (name: string) => playedMeshes.includes(name),
  'artifacts/examples': (name: string) => exampled().some((file) => file.startsWith(`${familyOf(name)}-`)),
  'docs/compatibility.md': (name: string) => documented().has(name),
  '.ci/run': (name: string) => recorded().has(name.replaceAll(':', '-')),
};
type Place = keyof typeof PLACES;

/** What is missing on purpose, and why. */
const EXCEPTIONS: readonly { readonly place: Place; readonly names: readonly string[]; readonly because: string }[] = [
  {
    place: 'packages/simulation/src/meshes.ts',
    names: [
      ...['smi', 'smi:linkerd', 'smi:v1alpha1', 'smi:v1alpha1:istio', 'smi:v1alpha1:linkerd'],
      ...['smi:v1alpha2', 'smi:v1alpha2:istio', 'smi:v1alpha2:linkerd'],
      ...['smi:v1alpha3', 'smi:v1alpha3:istio', 'smi:v1alpha3:linkerd', 'linkerd', 'osm'],
    ],
    because: 'They route as smi:istio does, which is simulated; how a version writes a weight is held by golden files.',
  },
  {
    place: 'packages/simulation/src/meshes.ts',
    names: ['gatewayapi', 'gatewayapi:v1alpha2'],
    because: 'They are other names of gatewayapi:v1beta1, which is simulated.',
  },
  {
    place: '.ci/run',
    names: ['gatewayapi', 'gatewayapi:v1alpha2'],
    because: 'They are other names of gatewayapi:v1beta1, whose recordings are played.',
  },
  {
    place: 'artifacts/examples',
    names: ['linkerd', 'osm'],
    because: 'The Canary of smi-canary.yaml is theirs as it is: nothing differs but the flag -mesh-provider.',
  },
  {
    place: '.ci/run',
    names: ['smi', 'smi:istio', 'smi:linkerd'],
    because: 'They are names of Flagger 0.x for smi:v1alpha1, which is played, and Flagger 1.44 was recorded.',
  },
  {
    place: '.ci/run',
    names: ['1:linkerd', '2:istio', '2:linkerd', '3:istio', '3:linkerd'].map((variant) => `smi:v1alpha${variant}`),
    because: 'They differ from the recorded name of their version in the queries or one annotation, as a test says.',
  },
];

const excepted = (place: Place): readonly string[] =>
  EXCEPTIONS.filter((each) => each.place === place).flatMap(({ names }) => names);

/** What a name has in common with its variants, e.g. `smi` of `smi:v1alpha2:istio`. */
const familyOf = (name: string): string => name.replace(/:.*/, '');

/** The manifests of a Canary, each named after its mesh: `<family>-<strategy>.yaml`. */
const exampled = (): readonly string[] =>
  readdirSync(new URL('artifacts/examples/', ROOT)).filter((file) =>
    /^kind: Canary$/m.test(textAt(`artifacts/examples/${file}`)),
  );

/** The names in the first column of the table; "each also with `:x`" stands for as many more. */
function documented(): ReadonlySet<string> {
  const [, table = ''] = /^## Meshes$([^]*?)^## /m.exec(textAt('docs/compatibility.md')) ?? [];
  const cells = Array.from(table.matchAll(/^\| (`[^|]*) \|/gm), ([, cell = '']) => cell);
  return new Set(
    cells.flatMap((cell) => {
      const quoted = Array.from(cell.matchAll(/`([^`]+)`/g), ([, text = '']) => text);
      const names = quoted.filter((text) => !text.startsWith(':'));
      const variants = quoted.filter((text) => text.startsWith(':'));
      return [...names, ...names.flatMap((name) => variants.map((variant) => `${name}${variant}`))];
    }),
  );
}

/** The folders of e2e/recordings that CI plays, such as `smi-v1alpha1-istio`. */
function recorded(): ReadonlySet<string> {
  const lists = Array.from(textAt('.ci/run').matchAll(/^RECORDINGS\+?=\((.*)\)$/gm), ([, list = '']) => list);
  const first = lists.flatMap((list) => list.split(' ')).map((each) => each.replace(/^"\$\{\w+\[@\]\/#\//, ''));
  return new Set(first.map((each) => each.replace(/\/.*/, '')));
}

function boundNames(): readonly string[] {
  const wish = wishOf([], {});
  if (wish.kind !== 'run') {
    throw new Error('the defaults do not start the operator');
  }
  return container(wish.options, LOG)
    .getAll(TOKEN.mesh)
    .flatMap(({ names }) => names);
}

describe('every mesh that is bound', () => {
  const names = boundNames();

  it.each(Object.keys(PLACES) as readonly Place[])('is in %s, or an exception says why not', (place) => {
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !PLACES[place](name))).toEqual(
      names.filter((name) => excepted(place).includes(name)),
    );
  });

  it.each(EXCEPTIONS)('is meant by the exception for $names in $place, which says why in a sentence', (exception) => {
    expect(exception.names.filter((name) => !names.includes(name))).toEqual([]);
    expect(exception.because).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe('docs/extending.md', () => {
  it.each(Object.keys(PLACES))('leads whoever adds a mesh to %s', (place) => {
    expect(textAt('docs/extending.md')).toContain(`\`${place}\``);
  });
});
