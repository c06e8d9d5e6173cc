import { expect, it } from '@jest/globals';
import { askOf } from './ask-of.ts';

it.each([
  ['http://podinfo.test/', undefined],
  ['http://podinfo.test.svc.cluster.local:9898/', undefined],
  ['http://podinfo.example.com/', '*'],
])('lets who calls %s come through the gateway %s', (url, gateway) => {
  expect(askOf(url)).toEqual({ url, ...(gateway !== undefined && { source: { gateway } }) });
});
