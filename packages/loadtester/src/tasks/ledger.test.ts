import { describe, expect, it } from '@jest/globals';
import { Ledger } from './ledger.ts';

/** What is shown of this output. */
function shown(output: string): string | undefined {
  const ledger = new Ledger();
  const id = ledger.began({ type: 'bash', canary: 'podinfo.test', command: 'x' }, 'now');
  ledger.end(id, { isOk: true, output }, 'now');
  return ledger.entries()[0]?.output;
}

describe('of a long output', () => {
  it('the end is shown', () => {
    expect(shown(`${'a line\n'.repeat(10_000)}the end`)).toMatch(/^[\s\S]{4089}the end$/);
  });

  // the secret is where the text is cut; or where masks made so much of it shorter that its beginning shows
  it.each([
    ['Authorization: Bearer abcdefghij', 'a word '.repeat(582), 4_096],
    ['Authorization: Bearer abcdefghij', `xoxb-${'1'.repeat(6_900)} and then more: ${'a word '.repeat(80)}`, 7_500],
    ['authorization = "abcdefghij"', `xoxb-${'1'.repeat(6_900)} and then more: ${'a word '.repeat(80)}`, 7_500],
  ])('no rest of a secret is shown: %s', (secret, after, cutAt) => {
    for (let rest = 1; rest <= secret.length; rest++) {
      const filled = ` ${after}`.padEnd(cutAt - rest, '.');
      const said = shown(`${'a word '.repeat(2_000)}${secret}${filled}`);
      expect(said).toMatch(/word/);
      expect(said).not.toMatch(/hij/);
    }
  });
});
