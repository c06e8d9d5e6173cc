import { expect, it } from '@jest/globals';
import { formatted, sampleFormatted } from './number-format.ts';

it.each([
  [0, '0', '0'],
  [-0, '-0', '-0'],
  [1, '1', '1'],
  [-1.5, '-1.5', '-1.5'],
  [0.000001, '0.000001', '0.000001'],
  [0.0000001, '0.0000001', '1e-07'],
  [-1.25e-9, '-0.00000000125', '-1.25e-09'],
  [1e20, '100000000000000000000', '100000000000000000000'],
  [1e21, '1000000000000000000000', '1e+21'],
  [1.5e300, `15${'0'.repeat(299)}`, '1.5e+300'],
  [1e-300, `0.${'0'.repeat(299)}1`, '1e-300'],
  [Infinity, '+Inf', '+Inf'],
  [-Infinity, '-Inf', '-Inf'],
  [NaN, 'NaN', 'NaN'],
  [123456.789, '123456.789', '123456.789'],
])('%d is written as Go does, in full as %s and in a sample as %s', (value, full, sample) => {
  expect([formatted(value), sampleFormatted(value)]).toEqual([full, sample]);
});
