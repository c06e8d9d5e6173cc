import { describe, expect, it } from '@jest/globals';
import { token } from './token.ts';

describe('token', () => {
  it('is ten letters, from the first to the last', () => {
    const given = [0, 0.999_999, 0.5, 0.02, 0.3, 0.7, 0.1, 0.9, 0.6, 0.4];
    expect(token(() => given.shift() ?? 0)).toBe('aZAbpKfUFu');
  });
});
