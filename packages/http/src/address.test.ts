import { expect, it } from '@jest/globals';
import { baseOf, shownAddress, withParametersOf } from './address.ts';

it.each([
  ['http://me:hunter2@host:9090/a?token=hunter3&b=', 'http://me:xxxxx@host:9090/a?token=xxxxx&b=xxxxx'],
  ['https://ghp_hunter2@host/a', 'https://xxxxx@host/a'],
  ['http://host', 'http://host'],
  ['http://host/', 'http://host/'],
  ['admin:hunter2@host:9090/a?token=hunter3', 'xxxxx@host:9090/a?token=xxxxx'],
  ['admin:hun@ter2@host', 'xxxxx@host'],
  ['host:9090', 'host:9090'],
  ['hunter2', 'an address that is not a URL'],
])('%s is shown as %s', (address, shown) => {
  expect(shownAddress(address)).toBe(shown);
});

it.each([
  ['http://host', 'http://host/x'],
  ['http://host/', 'http://host/x'],
  ['http://host/a//', 'http://host/a/x'],
  ['http://host/a/?b=c%3Dd&b=e#f', 'http://host/a/x?b=c%3Dd&b=e'],
  ['http://host?b', 'http://host/x?b='],
  ['http://host#?b=c', 'http://host/x'],
])('under %s lies %s', (address, under) => {
  expect(withParametersOf(address, `${baseOf(address)}/x`)).toBe(under);
});

it('the parameters of an address go along with others, which come before them', () => {
  expect(withParametersOf('http://host?a=1&b=2&b=3', 'http://host/x?q=%20&a=4')).toBe(
    'http://host/x?q=%20&a=4&b=2&b=3',
  );
});
