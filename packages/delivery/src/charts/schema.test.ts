import { isJsonObject } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { at, filesBelow, objectOf, textAt } from '../repository.ts';
import { defaultsOf, pathsIn } from './values.ts';

const CHARTS = filesBelow('charts').flatMap((path) => /^charts\/([^/]+)\/Chart\.yaml$/.exec(path)?.[1] ?? []);

/** Whether a schema says something of the value with this path. */
function isIn(schema: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) {
    return true;
  }
  const field = at(schema, 'properties', name);
  return field === undefined ? at(schema, 'additionalProperties') !== false && isFree(schema) : isIn(field, rest);
}

const isFree = (schema: unknown): boolean => at(schema, 'properties') === undefined;

/** The objects of a schema that take what they do not name, though they name something. */
const openIn = (schema: unknown, path = ''): readonly string[] => {
  const fields = at(schema, 'properties');
  const own = isJsonObject(fields) && at(schema, 'additionalProperties') !== false ? [path] : [];
  return [...own, ...Object.entries(isJsonObject(fields) ? fields : {}).flatMap(([name, field]) => openIn(field, `${path}.${name}`))];
};

it('there are charts', () => expect(CHARTS).toContain('flagger'));

describe.each(CHARTS)('the schema of charts/%s', (chart) => {
  const schema = objectOf(JSON.parse(textAt(`charts/${chart}/values.schema.json`)));
  const values = defaultsOf(chart);

  it('knows every value', () => {
    const paths = pathsIn(values);
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.filter((path) => !isIn(schema, path)).map((path) => path.join('.'))).toEqual([]);
  });

  it('knows no value that has no default, but for those of a chart that has this one among its own', () => {
    const own = Object.keys(objectOf(schema['properties']));
    expect(own.filter((name) => !(name in values) && !['global', 'enabled'].includes(name))).toEqual([]);
  });

  it('takes no value that it does not know', () => {
    expect(openIn(schema).filter((path) => !path.startsWith('.resources'))).toEqual([]);
  });
});
