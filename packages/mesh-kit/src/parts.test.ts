import { ALL_TO_CANARY, split } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { expect, it } from '@jest/globals';
import { cookiePattern } from './cookies.ts';
import { parts } from './parts.ts';
import { withService } from './service.ts';

const [uri, headers] = [{ prefix: '/shop' }, { 'x-cohort': { exact: 'early' } }];
const canary = withService(meshCanary(), { match: [{ uri }] });
const tested = { ...canary, spec: { ...canary.spec, analysis: { ...canary.spec.analysis, match: [{ headers }] } } };
const routes = { ...split(20), mirrored: true };

it('takes all requests in one where nobody is told apart', () => {
  expect(parts(canary, routes, [])).toEqual([{ matches: [{ uri }], routes, isLeftAlone: false }]);
});

it('has those in the test first, without cookies, and leaves all others with the primary', () => {
  const bound = { ...routes, stickiness: { kind: 'bound', canary: 'ring=a' } } as const;
  expect(parts(tested, bound, [{ uri, headers }])).toEqual([
    { matches: [{ uri, headers }], routes, isLeftAlone: false },
    { matches: [{ uri }], routes: split(20), isLeftAlone: true },
  ]);
});

it('has those first who send a cookie', () => {
  const bound = { ...routes, stickiness: { kind: 'bound', canary: 'ring=a' } } as const;
  const Cookie = { regex: cookiePattern('ring=a') };
  expect(parts(canary, bound, [])).toEqual([
    { matches: [{ uri, headers: { Cookie } }], routes: ALL_TO_CANARY, isLeftAlone: false },
    { matches: [{ uri }], routes: bound, isLeftAlone: false },
  ]);
});
