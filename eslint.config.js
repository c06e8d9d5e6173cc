import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.ts', '**/*.e2e.ts', 'packages/testing/src/**/*.ts', 'packages/*/src/stories/**/*.ts'];

const WAITING = [
  'FunctionDeclaration[async=true]',
  'FunctionExpression[async=true]',
  'ArrowFunctionExpression[async=true]',
  'AwaitExpression',
  'ForOfStatement[await=true]',
];

/** The sources run as they are, so they must do without what needs compiling. */
const ERASABLE = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals: the sources run without being compiled.' },
  { selector: 'TSModuleDeclaration[declare!=true]', message: 'Use a module: the sources run without being compiled.' },
  { selector: 'Decorator', message: 'Bind in the container of packages/operator instead.' },
];

const PURE = [
  ...WAITING.map((selector) => ({
    selector,
    message: 'The engine decides at once: what it needs to know is in Observed.',
  })),
  {
    selector: 'Identifier[name="Promise"]',
    message: 'The engine decides at once: what it needs to know is in Observed.',
  },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Randomness is handed in: observed.tokens.',
  },
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'Time is handed in: observed.now.',
  },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time is handed in: observed.now.' },
];

/**
 * Packages from outside that only some folders of ours may import; packages/testing/src/architecture.test.ts holds
 * the whole table.
 */
const RESERVED = [
  { name: 'inversify', message: 'Only packages/operator puts things together.' },
  { name: '@kubernetes/client-node', message: 'Only packages/kubernetes and e2e speak to a cluster.' },
];
const DEEP = {
  group: ['@flagger/*/*', '**/packages/*', '**/providers/*', '**/node_modules/*'],
  message: 'Import the package, not its inside.',
};
const BUILT_IN = { group: ['node:*'], message: 'The engine knows nothing of Node.' };

const imports = ({ allowed = '', patterns = [] } = {}) => [
  'error',
  { paths: RESERVED.filter(({ name }) => name !== allowed), patterns: [DEEP, ...patterns] },
];
const syntax = (...more) => ['error', ...ERASABLE, ...more];

export default defineConfig(
  globalIgnores(['**/dist/', 'bench/', 'e2e/recordings/', 'e2e/cluster/', 'coverage/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        fetch: 'readonly',
      },
    },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs', globals: { __dirname: 'readonly' } } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // the limits of size
      'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 40 }],
      'max-params': ['error', 3],
      'max-depth': ['error', 3],
      complexity: ['error', 15],
      // types that hold
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      '@typescript-eslint/no-unsafe-type-assertion': 'error',
      // a read of some kind gives an object of that kind: ports say so by a type parameter that is used once
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // what implements a port returns a promise, whether or not it has to wait
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      eqeqeq: 'error',
      // one hand: prettier lays the lines out, and these are what it does not decide
      curly: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/parameter-properties': ['error', { prefer: 'parameter-property' }],
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: false }],
      // what prettier cannot break, but a person can
      'max-len': [
        'error',
        { code: 140, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true },
      ],
      // walls
      'no-console': 'error',
      'no-restricted-imports': imports(),
      'no-restricted-syntax': syntax(),
    },
  },
  {
    files: ['packages/engine/src/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-syntax': syntax(...PURE),
      'no-restricted-imports': imports({ patterns: [BUILT_IN] }),
      'no-restricted-globals': [
        'error',
        'process',
        'performance',
        'crypto',
        'fetch',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'queueMicrotask',
        'globalThis',
        'Buffer',
      ],
    },
  },
  {
    files: ['providers/*/src/**/*.ts'],
    ignores: [...TESTS, '**/router.ts', '**/workloads.ts'],
    rules: {
      'no-restricted-syntax': syntax(
        ...WAITING.map((selector) => ({ selector, message: 'In a provider only router.ts and workloads.ts wait.' })),
      ),
    },
  },
  { files: ['packages/operator/src/**/*.ts'], rules: { 'no-restricted-imports': imports({ allowed: 'inversify' }) } },
  {
    files: ['packages/kubernetes/src/**/*.ts', 'e2e/src/**/*.ts'],
    rules: { 'no-restricted-imports': imports({ allowed: '@kubernetes/client-node' }) },
  },
  {
    files: [
      'packages/operator/src/**/*.ts',
      'packages/api-server/src/**/*.ts',
      'packages/prometheus/src/**/*.ts',
      'packages/sandbox/src/**/*.ts',
      'e2e/src/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  // inversify hands a factory what it asks for as parameters
  { files: ['packages/operator/src/container.ts'], rules: { 'max-params': 'off' } },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      complexity: 'off',
      // a row of a table of cases
      'max-params': ['error', 5],
      // jest.fn() in an object is compared, not called
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-type-assertion': 'off',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
    },
  },
);
