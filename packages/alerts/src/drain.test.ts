import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { HOST, DRAIN, aSender, until, delivery, lost, answers, isAway, withoutNetwork } from '../test/sending.ts';

withoutNetwork();

describe('a drain', () => {
  it('delivers what waits, with an end to long pauses', async () => {
    const { sender, outcomes, clock } = aSender({ isQuick: false });
    answers('/a', 503, 503, 200, 200);
    [1, 2].forEach(() => sender.send(delivery('/a')));
    await until(() => clock.pauses.length === 1);
    const drained = sender.drain(DRAIN);
    await until(() => clock.pauses.length === 2);
    clock.end(500);
    await drained;
    expect(clock.pauses).toEqual([1000, 500]);
    expect(outcomes).toEqual([
      { kind: 'event', outcome: 'delivered' },
      { kind: 'event', outcome: 'delivered' },
    ]);
  });

  it('ends in time, and what is left is lost and logged', async () => {
    const { sender, outcomes, clock, lines } = aSender({ isQuick: false });
    isAway('/a');
    [1, 2].forEach(() => sender.send(delivery('/a')));
    const drained = sender.drain(DRAIN);
    await new Promise((resolve) => setImmediate(resolve));
    clock.end(DRAIN);
    await drained;
    expect(outcomes).toHaveLength(2);
    expect(lines).toEqual([lost('stopped', 1), lost('stopped', 0)]);
  });

  it('says what had failed before it was stopped', async () => {
    const { sender, clock, lines } = aSender({ isQuick: false });
    answers('/a', 503);
    sender.send(delivery('/a'));
    await until(() => clock.pauses.length === 1);
    const drained = sender.drain(0);
    await until(() => clock.pauses.length === 2 || lines.length === 1);
    clock.end(0);
    await drained;
    expect(lines).toEqual([lost('stopped, and before: HTTP 503', 2)]);
  });

  it('tries again until its end, and no longer', async () => {
    const { sender, clock, lines } = aSender();
    nock(HOST).persist().post('/a').reply(503);
    sender.send(delivery('/a'));
    await sender.drain(DRAIN);
    expect(lines).toEqual([lost('HTTP 503', 11)]);
    expect(clock.now()).toBe(DRAIN);
  });

  it('without anything to deliver ends at once', async () => {
    await expect(aSender({ isQuick: false }).sender.drain(DRAIN)).resolves.toBeUndefined();
  });

  it('takes nothing more once it is over', async () => {
    const { sender, lines } = aSender();
    await sender.drain(DRAIN);
    sender.send(delivery('/a'));
    expect(lines).toEqual([lost('stopped', 0)]);
  });
});
