import root from '../../jest.config.mjs';

/** What needs programs of others: the first part of `npm run test:prometheus`, and `npm run test:shells`. */
export default {
  ...root,
  rootDir: '../..',
  roots: ['<rootDir>/packages/cli/src', '<rootDir>/packages/rehearsal/src'],
  testMatch: ['**/*.tools.ts'],
};
