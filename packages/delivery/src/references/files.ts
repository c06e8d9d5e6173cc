import { crdPage } from './crd-page.ts';
import { flagPage } from './flag-page.ts';
import { valuePage } from './value-page.ts';

/** Every page that is written from code, with its text, by its path from the root of the repository. */
export const referenceFiles = (): ReadonlyMap<string, string> =>
  new Map([
    ['docs/reference/flags.md', flagPage()],
    ['docs/reference/values.md', valuePage()],
    ['docs/reference/crd.md', crdPage()],
  ]);
