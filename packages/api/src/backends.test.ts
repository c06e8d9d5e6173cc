import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { backendsOf } from './backends.ts';

describe('the services that requests are sent to', () => {
  it('are named after the target, or as the Canary says, and all have its port', () => {
    expect(backendsOf(meshCanary())).toEqual({
      apex: { name: 'basket', port: 80 },
      primary: { name: 'basket-primary', port: 80 },
      canary: { name: 'basket-canary', port: 80 },
    });
    expect(backendsOf(meshCanary({ service: { name: 'shop', port: 9898 } }))).toEqual({
      apex: { name: 'shop', port: 9898 },
      primary: { name: 'shop-primary', port: 9898 },
      canary: { name: 'shop-canary', port: 9898 },
    });
  });

  it('find the pods that are known, and the apex those of the primary', () => {
    const [stays, comes] = [{ app: 'basket-primary' }, { app: 'basket' }];
    expect(backendsOf(meshCanary(), { primary: stays, canary: comes, port: 8080 })).toEqual({
      apex: { name: 'basket', port: 80, selector: stays, targetPort: 8080 },
      primary: { name: 'basket-primary', port: 80, selector: stays, targetPort: 8080 },
      canary: { name: 'basket-canary', port: 80, selector: comes, targetPort: 8080 },
    });
  });
});
