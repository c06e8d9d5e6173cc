import { expect, it, describe } from '@jest/globals';
import { redacted } from './redact.ts';

describe('keys', () => {
  it('that name a secret lose their value, at any depth', () => {
    expect(
      redacted({
        token: 'a',
        slackToken: 'b',
        headers: [{ Authorization: 'c', accept: 'd' }],
        password: '',
        tokens: 3,
      }),
    ).toEqual({
      token: '***',
      slackToken: '***',
      headers: [{ Authorization: '***', accept: 'd' }],
      password: '',
      tokens: 3,
    });
  });
});
