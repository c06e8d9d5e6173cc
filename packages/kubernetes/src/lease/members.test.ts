import { describe, expect, it } from '@jest/globals';
import { Members } from './members.ts';

/** A replica with a clock of its own. */
function replica(identity: string) {
  let time = 0;
  const members = new Members({ identity, elapsed: () => time, durationMs: 60_000 });
  return { members, pass: (ms: number) => void (time += ms) };
}

describe('the replicas that live', () => {
  it('are those that were written down lately, ourselves among them, in one order for everybody', () => {
    const { members } = replica('b');
    expect(members.living()).toEqual(['b']);
    members.see('{"c":"1","a":"1"}');
    expect(members.living()).toEqual(['a', 'b', 'c']);
    expect(JSON.parse(members.text('now'))).toEqual({ a: '1', b: 'now', c: '1' });
  });

  it('are no more those that wrote nothing for the whole duration, whatever time they wrote down', () => {
    const { members, pass } = replica('b');
    members.see('{"a":"1","c":"1"}');
    pass(59_999);
    members.see('{"a":"1","c":"2"}');
    expect(members.living()).toEqual(['a', 'b', 'c']);
    pass(1);
    expect(members.living()).toEqual(['b', 'c']);
    expect(JSON.parse(members.text('now'))).toEqual({ b: 'now', c: '2' });
    members.see('{"a":"2","c":"2"}');
    expect(members.living()).toEqual(['a', 'b', 'c']);
  });

  it('are no more those that took themselves out', () => {
    const { members } = replica('b');
    members.see('{"a":"1"}');
    members.see('{"b":"1"}');
    expect([members.living(), members.textWithoutUs()]).toEqual([['b'], undefined]);
  });

  it('stay written down when we go', () => {
    const { members } = replica('b');
    members.see('{"a":"1","b":"1"}');
    expect(members.textWithoutUs()).toBe('{"a":"1"}');
  });

  it.each([undefined, '', 'nonsense', '[]', '{"a":1}', 'null'])('are we alone where it says %s', (text) => {
    const { members } = replica('b');
    members.see(text);
    expect(members.living()).toEqual(['b']);
  });
});
