import { describe, expect, it } from '@jest/globals';
import { hostsOf } from './hosts.ts';

describe('a service', () => {
  it('is called by its name at home, and by names that say its namespace', () => {
    expect(hostsOf('basket', 'shop')).toEqual([
      'basket',
      'basket.shop',
      'basket.shop.svc',
      'basket.shop.svc.cluster.local',
    ]);
  });
});
