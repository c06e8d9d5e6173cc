import { expect, it } from '@jest/globals';
import { shownAddress } from './address.ts';

it.each([
  ['http://me:hunter2@host:9090/a?token=hunter3&b=', 'http://me:xxxxx@host:9090/a?token=xxxxx&b=xxxxx'],
  ['http://host', 'http://host'],
  ['http://host/', 'http://host/'],
  ['admin:hunter2@host:9090/a?token=hunter3', 'xxxxx@host:9090/a?token=xxxxx'],
  ['admin:hun@ter2@host', 'xxxxx@host'],
  ['host:9090', 'host:9090'],
  ['hunter2', 'an address that is not a URL'],
])('%s is shown as %s', (address, shown) => {
  expect(shownAddress(address)).toBe(shown);
});
