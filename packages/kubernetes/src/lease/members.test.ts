import { describe, expect, it } from '@jest/globals';
import { memberName, Members, type Notes } from './members.ts';

/** A replica with a clock of its own. */
function replica(identity: string) {
  let time = 0;
  const members = new Members({ identity, elapsed: () => time, durationMs: 60_000 });
  return { members, pass: (ms: number) => void (time += ms) };
}

/** Annotations that say this of replicas. */
const written = (words: Notes): Notes =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [`replica.flagger.app/${name}`, word]));

describe('the replicas that live', () => {
  it('are those that wrote lately, ourselves among them, in one order for everybody', () => {
    const { members } = replica('b');
    expect(members.living()).toEqual(['b']);
    members.see({ ...written({ c: '1', a: '1' }), 'other.example/x': 'y' });
    expect(members.living()).toEqual(['a', 'b', 'c']);
    expect(members.notes('now')).toEqual(written({ b: 'now' }));
  });

  it('are no more those that wrote nothing for the whole duration, whatever time they wrote down: they are taken out', () => {
    const { members, pass } = replica('b');
    members.see(written({ a: '1', c: '1' }));
    pass(59_999);
    members.see(written({ a: '1', c: '2' }));
    expect(members.living()).toEqual(['a', 'b', 'c']);
    pass(1);
    members.see(written({ a: '1', c: '2' }));
    expect(members.living()).toEqual(['b', 'c']);
    expect(members.notes('now')).toEqual(written({ a: undefined, b: 'now' }));
    members.see(written({ a: '2', c: '2' }));
    expect(members.living()).toEqual(['a', 'b', 'c']);
  });

  it('are those that were seen last by who stood still meanwhile, and has not looked since', () => {
    const { members, pass } = replica('b');
    members.see(written({ a: '1', b: '1' }));
    const askedAt = members.now();
    pass(98_000);
    const known = [members.living(), members.notes('now'), members.lastNotes()];
    expect(known).toEqual([['a', 'b'], written({ b: 'now' }), written({ b: undefined })]);
    // the answer to what was asked before
    members.see(written({ a: '1', b: '1' }), askedAt);
    expect(members.living()).toEqual(['a', 'b']);
    members.see(written({ a: '1', b: '1' }));
    expect(members.living()).toEqual(['b']);
  });

  it('are no more those that took themselves out, as we do when we go', () => {
    const { members } = replica('b');
    members.see(written({ a: '1' }));
    members.see(written({ b: '1' }));
    expect([members.living(), members.lastNotes()]).toEqual([['b'], written({ b: undefined })]);
    members.see(undefined);
    expect(members.living()).toEqual(['b']);
  });

  it('are named by what an annotation may be named, and by what tells them apart', () => {
    const uuid = '6cf94c0e-235c-4897-a045-985f5dffb380';
    expect(memberName(`flagger-5d7f_${uuid}`)).toBe(`flagger-5d7f_${uuid}`);
    const long = memberName(`${'a-very-long-name-of-a-pod'.repeat(3)}_${uuid}`);
    expect(long).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/);
    expect(long.endsWith(uuid)).toBe(true);
  });
});
