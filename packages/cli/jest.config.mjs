import root from '../../jest.config.mjs';

/** What needs Debian's prometheus: the first part of `npm run test:prometheus`. */
export default { ...root, rootDir: '../..', roots: ['<rootDir>/packages/cli/src'], testMatch: ['**/*.tools.ts'] };
