import { stringify } from 'yaml';
import { definitions } from './definitions.ts';

const HEAD = '# Made by `npm run crd` from packages/api/src/schema. Change it there.\n';

/** The file that people install: one YAML document for each kind. */
export const crdText = (): string =>
  HEAD
  + definitions()
    .map((definition) => stringify(definition, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
