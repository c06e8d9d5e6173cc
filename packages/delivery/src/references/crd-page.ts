import { isJsonObject } from '@flagger/api';
import { at, listAt, objectsIn, textAt } from '../repository.ts';
import { fieldsIn } from './crd-fields.ts';
import { table } from './table.ts';

const HEAD = `# The custom resources

Written by \`npm run references\` from \`artifacts/flagger/crd.yaml\`; \`kubectl explain canary.spec\` and all below it say the same. Fields in bold are needed. \`[]\` is each
entry of a list, \`*\` each name that you choose. Which other versions are served: [compatibility](../compatibility.md#api-versions).
`;

/** Parts of a kind that are long enough for a heading of their own. */
const PARTS: readonly string[] = ['spec.service', 'spec.analysis', 'status'];

/** The page of every kind in its stored version. */
export const crdPage = (): string =>
  [HEAD, ...objectsIn(textAt('artifacts/flagger/crd.yaml')).map(kindSection)].join('\n');

function kindSection(crd: unknown): string {
  const kind = String(at(crd, 'spec', 'names', 'kind'));
  const stored = listAt(crd, 'spec', 'versions').find((version) => at(version, 'storage') === true);
  const schema = at(stored, 'schema', 'openAPIV3Schema');
  const says = at(schema, 'description');
  const fields = ['spec', 'status'].flatMap((name) => fieldsIn(at(schema, 'properties', name), name));
  const parts = ['spec', ...PARTS].map((part) => ({
    part,
    rows: fields.filter(({ path }) => partOf(path) === part).map(({ cells }) => cells),
  }));
  const sections = parts
    .filter(({ rows }) => rows.length > 0)
    .map(({ part, rows }) => `### ${kind}: ${part}\n\n${table(['field', 'takes', ''], rows)}\n`);
  const version = isJsonObject(stored) ? String(stored['name']) : '';
  return [`## ${kind}\n\n\`flagger.app/${version}\`. ${typeof says === 'string' ? says : ''}\n`, ...sections].join(
    '\n',
  );
}

const partOf = (path: string): string =>
  PARTS.find((part) => path === part || path.startsWith(`${part}.`) || path.startsWith(`${part}[`)) ?? 'spec';
