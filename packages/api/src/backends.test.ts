import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { routed } from './backends.ts';

describe('the services that requests are sent to', () => {
  const backendsWith = (service: object) => {
    const { backends: _, ...canary } = meshCanary({ service });
    return routed(canary).backends;
  };

  it('are named after the target, or as the Canary says, and all have its port', () => {
    expect(backendsWith({})).toEqual({
      apex: { name: 'basket', port: 80 },
      primary: { name: 'basket-primary', port: 80 },
      canary: { name: 'basket-canary', port: 80 },
    });
    expect(backendsWith({ name: 'shop', port: 9898 })).toEqual({
      apex: { name: 'shop', port: 9898 },
      primary: { name: 'shop-primary', port: 9898 },
      canary: { name: 'shop-canary', port: 9898 },
    });
  });
});
