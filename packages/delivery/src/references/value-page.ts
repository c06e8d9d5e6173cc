import { defaultsOf, pathsIn } from '../charts/values.ts';
import { at, filesBelow, textAt } from '../repository.ts';
import { code, table } from './table.ts';
import { valueComments } from './value-comments.ts';

const HEAD = `# Values of the charts

Written by \`npm run references\` from \`values.yaml\` and \`values.schema.json\` of each chart. A value that is not there, or that is of another kind, is refused by helm with
its name. How the charts differ from Flagger's stands in the README of each.
`;

/** Every chart, by its folder. */
export const CHARTS = filesBelow('charts').flatMap((path) => /^charts\/([^/]+)\/Chart\.yaml$/.exec(path)?.[1] ?? []);

/** The page of the values of every chart. */
export const valuePage = (): string =>
  [HEAD, ...CHARTS.map((chart) => `## [${chart}](../../charts/${chart}/README.md)\n\n${valueTable(chart)}\n`)].join(
    '\n',
  );

function valueTable(chart: string): string {
  const defaults = defaultsOf(chart);
  const schema: unknown = JSON.parse(textAt(`charts/${chart}/values.schema.json`));
  const comments = valueComments(textAt(`charts/${chart}/values.yaml`));
  const told = new Set<string>();
  const paths = pathsIn(defaults).map((path) => asOne(schema, path));
  const own = paths.filter((path, index) => path.join('.') !== paths[index - 1]?.join('.'));
  const rows = own.flatMap((path) => {
    const headings = path.slice(0, -1).flatMap((_, index) => {
      const name = path.slice(0, index + 1).join('.');
      const says = told.has(name) ? undefined : comments.get(name);
      told.add(name);
      return says === undefined ? [] : [[code(name), '', '', says]];
    });
    const value = at(defaults, ...path);
    return [
      ...headings,
      [code(path.join('.')), allowed(schema, path), code(defaultText(value)), comments.get(path.join('.')) ?? ''],
    ];
  });
  return table(['value', 'takes', 'default', ''], rows);
}

/** As far as the chart says what fields there are: what lies deeper is handed on as a whole. */
function asOne(schema: unknown, path: readonly string[]): readonly string[] {
  const depth = path.findIndex(
    (_, index) =>
      at(schema, ...path.slice(0, index + 1).flatMap((name) => ['properties', name]), 'properties') === undefined,
  );
  return path.slice(0, depth + 1);
}

const defaultText = (value: unknown): string => (value === null || value === '' ? '' : JSON.stringify(value));

function allowed(schema: unknown, path: readonly string[]): string {
  const own = path.reduce<unknown>((field, name) => at(field, 'properties', name) ?? {}, schema);
  const words = at(own, 'enum');
  if (Array.isArray(words)) {
    return words.flatMap((word) => (typeof word === 'string' && word !== '' ? [code(word)] : [])).join(', ');
  }
  const type = at(own, 'type');
  const none = at(own, 'maxProperties') === 0 ? ['null', 'object'] : ['null'];
  const types = (Array.isArray(type) ? type : [type]).filter(
    (each) => typeof each === 'string' && !none.includes(each),
  );
  const pattern = at(own, 'pattern');
  const rest = typeof pattern === 'string' ? [`matching ${code(pattern)}`] : [];
  return [types.join(' or ') || 'any', ...rest].join(' ');
}
