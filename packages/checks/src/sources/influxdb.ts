import { httpSource, withParameters, type Place } from './http-source.ts';
import { failed, NO_VALUES, single } from './json.ts';
import type { Measured } from './source.ts';

const TIMEOUT_MS = 15_000;
const LONGEST_TEXT = 100;

/** InfluxDB: the value of the first record of a Flux query; version 1.8 needs no organisation, and perhaps no token. */
export const influxdb = httpSource({
  type: 'influxdb',
  address: { example: 'http://influxdb:8086' },
  needs: ['token', 'org'],
  mayBeOpen: true,
  timeoutMs: TIMEOUT_MS,
  query: ({ text }, place) => ({
    url: withParameters(`${place.base}/api/v2/query`, { org: place.secret('org') }),
    headers: { ...token(place), accept: 'application/csv' },
    body: {
      query: text,
      type: 'flux',
      dialect: { header: true, delimiter: ',', annotations: ['datatype'], commentPrefix: '#' },
    },
  }),
  read: firstValue,
  online: (place) => ({
    url: withParameters(`${place.base}/api/v2/buckets`, { org: place.secret('org'), limit: 1 }),
    headers: token(place),
  }),
});

const token = ({ secret }: Place): { readonly authorization?: string } =>
  secret('token') === '' ? {} : { authorization: `Token ${secret('token')}` };

/** Annotated CSV: a line of types, one of names, then records; a table of errors in the place of values tells what went wrong. */
function firstValue(text: string): Measured {
  const [names, record] = firstTwo(text);
  if (names === undefined) {
    return NO_VALUES;
  }
  const column = names.indexOf('_value');
  const error = names.indexOf('error');
  if (column < 0 && error >= 0) {
    return failed(`error response: ${record?.[error] ?? ''}`);
  }
  if (column < 0) {
    return failed(
      `error unmarshaling result: there is no column _value, found '${names.join().slice(0, LONGEST_TEXT)}'`,
    );
  }
  const value = record?.[column] ?? '';
  const measured = single(value);
  return 'problem' in measured && value !== '' && value !== 'NaN'
    ? failed(`the first value is no number: '${value.slice(0, LONGEST_TEXT)}'`)
    : measured;
}

/** The line of names and the first record: what follows is not looked at. */
function firstTwo(text: string): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  for (const row of rowsOf(text)) {
    if (row.join('') !== '' && row[0]?.startsWith('#') === false) {
      found.push(row);
    }
    if (found.length === 2) {
      break;
    }
  }
  return found;
}

/** One cell and what ends it; what is quoted may hold commas, lines, and quotes twice. */
const CELL = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/gy;

function* rowsOf(text: string): Generator<readonly string[]> {
  let row: string[] = [];
  for (const [whole, quoted, plain = '', end] of text.matchAll(CELL)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') {
      yield row;
      row = [];
    }
    if (whole === '') {
      return;
    }
  }
}
