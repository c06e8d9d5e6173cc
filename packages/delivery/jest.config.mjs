import root from '../../jest.config.mjs';

/** What needs helm, kubectl or promtool: `npm run test:charts`. */
export default { ...root, rootDir: '../..', roots: ['<rootDir>/packages/delivery/src'], testMatch: ['**/*.tools.ts'] };
