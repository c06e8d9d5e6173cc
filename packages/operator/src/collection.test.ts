import { beforeEach, describe, expect, it } from '@jest/globals';
import { collectionWhenQuiet } from './collection.ts';

const MIB = 2 ** 20;

describe('a collection when there is little to do', () => {
  let used: number;
  let held: number;
  let busy: number;
  let now: number;
  let collections: number;
  let look: () => void;

  beforeEach(() => {
    [used, held, busy, now, collections] = [60 * MIB, 35 * MIB, 0, 0, 0];
    look = collectionWhenQuiet({
      used: () => used,
      held: () => held,
      busy: () => busy,
      collect: () => {
        collections++;
        now += 50;
        used = 30 * MIB;
        held = Math.max(35 * MIB, held - 20 * MIB);
      },
      now: () => now,
    });
  });

  /** So many looks, 10 s apart. */
  const looks = (count: number): void => {
    for (let at = 0; at < count; at++) {
      now += 10_000;
      look();
    }
  };

  it('gives back what the start needed, and is not repeated while nothing is made', () => {
    looks(20);
    expect(collections).toBe(1);
  });

  it('is not made while there is much to do', () => {
    busy = 0.3;
    looks(20);
    expect(collections).toBe(0);
    busy = 0.01;
    looks(1);
    expect(collections).toBe(1);
  });

  it('is made again when there is a tenth and 4 MiB more', () => {
    looks(1);
    held = 42.4 * MIB;
    looks(3);
    expect(collections).toBe(1);
    held = 42.6 * MIB;
    looks(1);
    expect(collections).toBe(2);
  });

  it('is repeated while V8 holds much more than is used and each one gives some of it back', () => {
    held = 90 * MIB;
    looks(1);
    expect([collections, held]).toEqual([1, 70 * MIB]);
    looks(20);
    expect([collections, held]).toEqual([3, 35 * MIB]);
  });

  it('is not repeated where it gives nothing back', () => {
    held = 90 * MIB;
    look = collectionWhenQuiet({
      used: () => 30 * MIB,
      held: () => held,
      busy: () => 0,
      collect: () => {
        collections++;
      },
      now: () => now,
    });
    looks(20);
    expect(collections).toBe(1);
  });

  it('takes at most a hundredth of the time: one of a second is followed by a hundred seconds of rest', () => {
    let [made, size] = [0, MIB];
    look = collectionWhenQuiet({
      used: () => size,
      held: () => (size *= 2),
      busy: () => 0,
      collect: () => {
        made++;
        now += 1000;
      },
      now: () => now,
    });
    looks(100);
    expect(made).toBe(10);
  });
});
