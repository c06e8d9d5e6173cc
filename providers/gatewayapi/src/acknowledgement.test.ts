import type { RoutedCanary } from '@flagger/api';
import type { Said } from '@flagger/mesh-kit';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { acknowledgement } from './acknowledgement.ts';
import type { HttpRoute, ParentRef, ParentStatus } from './gateway-api.ts';

const PUBLIC: ParentRef = { name: 'public', namespace: 'edge' };
const canary: RoutedCanary = meshCanary({ service: { gatewayRefs: [PUBLIC] } });

const said = (type: string, status: string, observedGeneration = 2, more: Partial<Said> = {}): Said => ({
  type,
  status,
  observedGeneration,
  ...more,
});

const route = (conditions: readonly Said[], parentRef = PUBLIC): HttpRoute => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'basket', namespace: 'shop', generation: 2 },
  status: { parents: [{ parentRef, conditions }] },
});

describe('what the parents of a route say about it', () => {
  it('is nothing before one of them speaks, whatever others say', () => {
    expect(acknowledgement(canary, { ...route([]), status: {} })).toEqual({ kind: 'silent' });
    expect(acknowledgement(canary, route([said('Accepted', 'False')], { name: 'other' }))).toEqual({ kind: 'silent' });
    expect(acknowledgement(canary, route([said('Programmed', 'False')]))).toEqual({ kind: 'silent' });
  });

  it('is that they accept it, though not that their proxies have it, where they also find whom it leads to', () => {
    expect(acknowledgement(canary, route([said('Accepted', 'True')]))).toEqual({ kind: 'accepted' });
    const both = [said('Accepted', 'True'), said('ResolvedRefs', 'True')];
    expect(acknowledgement(canary, route(both))).toEqual({ kind: 'accepted' });
  });

  it.each<[string, readonly Said[], string]>([
    [
      'of an earlier version',
      [said('Accepted', 'True', 1)],
      'HTTPRoute basket.shop parent public is not ready (status: True, observed generation: 1, current generation: 2)',
    ],
    [
      'of an earlier version that it refused',
      [said('Accepted', 'False', 1, { reason: 'NotAllowed' })],
      'HTTPRoute basket.shop parent public is not ready (status: False, observed generation: 1, current generation: 2), Accepted is False: NotAllowed',
    ],
  ])('is awaited where they speak %s', (_title, conditions, message) => {
    expect(acknowledgement(canary, route(conditions))).toEqual({ kind: 'awaited', message });
  });

  it('counts as about this version where they never say which, as with Linkerd, but for a refusal that may be past', () => {
    const undated = (type: string, status: string): Said => ({ type, status });
    const both = [undated('Accepted', 'True'), undated('ResolvedRefs', 'True')];
    expect(acknowledgement(canary, route(both))).toEqual({ kind: 'accepted' });
    expect(acknowledgement(canary, route([undated('Accepted', 'False'), said('ResolvedRefs', 'True')]))).toEqual({
      kind: 'awaited',
      message:
        'HTTPRoute basket.shop parent public is not ready (status: False, observed generation: 0, current generation: 2), Accepted is False',
    });
    const refusals = [undated('Accepted', 'False'), said('ResolvedRefs', 'False')];
    expect(acknowledgement(canary, route(refusals))).toMatchObject({ kind: 'refused' });
  });

  it('is without what a former controller left of an earlier version, where another speaks for the same parent', () => {
    const left: ParentStatus = { parentRef: PUBLIC, conditions: [said('Accepted', 'False', 0)] };
    const asked = (...parents: readonly ParentStatus[]): unknown =>
      acknowledgement(canary, { ...route([]), status: { parents: [left, ...parents] } });
    const accepted = { conditions: [said('Accepted', 'True')] };
    const whole = { group: 'gateway.networking.k8s.io', kind: 'Gateway', ...PUBLIC };
    expect(asked({ ...accepted, parentRef: whole })).toEqual({ kind: 'accepted' });
    expect(asked({ parentRef: PUBLIC, conditions: [{ type: 'Accepted', status: 'True' }] })).toEqual({
      kind: 'accepted',
    });
    expect(asked({ parentRef: PUBLIC, conditions: [said('Accepted', 'False')] })).toMatchObject({ kind: 'refused' });
    expect(asked({ parentRef: PUBLIC, conditions: [said('ResolvedRefs', 'True')] })).toMatchObject({ kind: 'awaited' });
    expect(asked({ parentRef: PUBLIC, conditions: [said('Accepted', 'True', 1)] })).toMatchObject({ kind: 'awaited' });
    expect(asked({ ...accepted, parentRef: { ...PUBLIC, kind: 'Service' } })).toMatchObject({ kind: 'awaited' });
  });

  it('is a refusal in their own words', () => {
    const conditions = [
      said('Accepted', 'True'),
      said('ResolvedRefs', 'False', 2, { reason: 'BackendNotFound', message: 'no basket-canary' }),
    ];
    expect(acknowledgement(canary, route(conditions))).toEqual({
      kind: 'refused',
      message:
        'HTTPRoute basket.shop parent public is not ready (status: False, observed generation: 2, current generation: 2), ResolvedRefs is False: BackendNotFound: no basket-canary',
    });
  });
});
