import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definitions } from '../../api/src/crd/definitions.ts';

/* Plugins of esbuild that take out of the program in one file what would be done at each start and is of no use to a command line. */

const folder = resolve(import.meta.dirname, '..');

/** How a module of the command line is called in the file. */
export const nameOf = (path) => relative(folder, path);

/** What reads a module when it is asked for, in place of each dynamic import; the paths are put into `later`. */
export const keptForLater = (later) => ({
  name: 'kept-for-later',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' ? { path: resolve(resolveDir, path), namespace: 'later' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => {
      later.add(path);
      return { contents: `module.exports = keptForLater(${JSON.stringify(nameOf(path))});` };
    });
  },
});

/** The schema of the CRDs, without words for people: making it from zod takes longer than all that lint does with it. */
export const bakedSchema = {
  name: 'baked-schema',
  setup({ onLoad }) {
    const bare = JSON.stringify(definitions(), (key, value) =>
      key === 'description' && typeof value === 'string' ? undefined : value,
    );
    onLoad({ filter: /packages\/api\/src\/crd\/definitions\.ts$/ }, () => ({
      contents: `let made; export const definitions = () => (made ??= JSON.parse(${JSON.stringify(bare)}));`,
    }));
  },
};

/** The modules of yaml as they were written: of those for Node, which require each other, none can be left out. */
export const yamlAsModules = {
  name: 'yaml-as-modules',
  setup({ onResolve }) {
    const path = fileURLToPath(new URL('../browser/dist/index.js', import.meta.resolve('yaml')));
    onResolve({ filter: /^yaml$/ }, () => ({ path, sideEffects: false }));
  },
};

/**
 * Of zod what our schemas are made of and what reads by them. What describes fields is left out, since each schema
 * would be made twice for it, and so is the code that zod writes for each schema: it takes longer than reading once.
 */
export const zodThatReads = {
  name: 'zod-that-reads',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^zod$/ }, () => ({ path: 'zod', namespace: 'zod' }));
    onLoad({ filter: /.*/, namespace: 'zod' }, () => ({ contents: ZOD, resolveDir: zod }));
    onLoad({ filter: /zod\/v4\/classic\/schemas\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text
        .replace('\n    meta(...args) {', '$& if (args.length > 0) return this;')
        .replace('return exactOptional(this);', 'return (this.exact ??= exactOptional(this));');
      return /return this;[^]*this\.exact/.test(contents)
        ? { contents }
        : { errors: [{ text: `${path} has changed` }] };
    });
  },
};

const zod = dirname(fileURLToPath(import.meta.resolve('zod')));
const ZOD = `
  import { array, boolean, enum as oneOf, number, object, record, string, union } from '${zod}/v4/classic/schemas.js';
  import { config } from '${zod}/v4/core/core.js';
  config({ jitless: true });
  const shared = (make, one) => () => (one ??= make());
  export const z = {
    ...{ array, enum: oneOf, object, record, union },
    ...{ boolean: shared(boolean), number: shared(number), string: shared(string) },
  };`;

/** Parts of Node that take long to load and are seldom used, with what of them is. */
const SELDOM = {
  'node:child_process': ['execFileSync', 'spawn'],
  'node:crypto': ['createHash', 'createHmac', 'createPrivateKey', 'sign'],
};

/** Loads them where they are called. */
export const seldomUsed = {
  name: 'seldom-used',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      path in SELDOM && namespace !== 'seldom' ? { path, namespace: 'seldom' } : { path, external: true },
    );
    onLoad({ filter: /.*/, namespace: 'seldom' }, ({ path }) => {
      const calls = SELDOM[path].map(
        (name) => `export const ${name} = (...given) => require('${path}').${name}(...given);`,
      );
      return { contents: `${calls.join('\n')}\nexport default { ${SELDOM[path].join(', ')} };` };
    });
  },
};

/** PromQL is read where a manifest holds a query: its grammar and the tables of RE2 take longest of all that lint reads. */
export const PROMQL = '../prometheus/src/promql/look.ts';
export const promqlLater = {
  name: 'promql-later',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@flagger\/prometheus$/ }, () => ({ path: PROMQL, namespace: 'promql' }));
    onLoad({ filter: /.*/, namespace: 'promql' }, () => ({
      contents: ['lookAt', 'within']
        .map((name) => `export const ${name} = (...given) => keptForLater('${PROMQL}').${name}(...given);`)
        .join('\n'),
    }));
  },
};
