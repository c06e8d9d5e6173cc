import { expect, it } from '@jest/globals';
import { kubernetes } from './index.ts';

it('is chosen as kubernetes, and measures in seconds', () => {
  expect(kubernetes.names).toEqual(['kubernetes']);
  expect(kubernetes.durationUnit).toBe('s');
});
