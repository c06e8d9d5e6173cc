import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { HOST, aSender, until, delivery, lost, answers, fails, isAway, withoutNetwork } from '../test/sending.ts';

withoutNetwork();

describe('a delivery', () => {
  it('is tried again while its receiver is busy or away, with pauses that double', async () => {
    const { sender, outcomes, clock, lines } = aSender();
    answers('/a', 500, 503, 429);
    fails('ECONNREFUSED');
    answers('/a', 200);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 1);
    expect(outcomes).toEqual([{ kind: 'event', outcome: 'delivered' }]);
    expect(clock.pauses).toEqual([1000, 2000, 4000, 8000]);
    expect(lines).toEqual([]);
  });

  it('is tried again sooner by chance, so that many do not come back at once', async () => {
    const { sender, outcomes, clock } = aSender({ chance: () => 0.5 });
    answers('/a', 500, 503, 200);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 1);
    expect(clock.pauses).toEqual([750, 1500]);
  });

  it('waits as long as its receiver asks for, within reason', async () => {
    const { sender, outcomes, clock } = aSender();
    for (const seconds of ['7', '0', '9999', 'Fri, 31 Dec 1999 23:59:59 GMT']) {
      nock(HOST).post('/a').reply(429, '', { 'Retry-After': seconds });
    }
    answers('/a', 200);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 1);
    expect(clock.pauses).toEqual([7000, 2000, 30_000, 8000]);
  });

  it('is lost after its deadline, with a last attempt at it, and that is logged once', async () => {
    const { sender, outcomes, clock, lines } = aSender({ deadlineMs: 10_000 - 1 });
    answers('/a', 500, 500, 500, 500, 502);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 1);
    expect(outcomes).toEqual([{ kind: 'event', outcome: 'lost' }]);
    expect(clock.pauses).toEqual([1000, 2000, 4000, 2999]);
    expect(lines).toEqual([lost('HTTP 502', 5)]);
  });

  it('is lost at once where trying again would not help', async () => {
    const { sender, outcomes, lines } = aSender();
    answers('/a', 403);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 1);
    expect(lines).toEqual([lost('HTTP 403', 1)]);
  });

  it('shows none of its secrets to the log', async () => {
    const { sender, outcomes, lines } = aSender();
    const secret = {
      url: 'http://me:hunter2@receiver.example:8080/hunter3?token=hunter4',
      headers: { Authorization: 'Bearer hunter5' },
      proxyUrl: 'http://me:hunter6@hunter7%',
    };
    sender.send(delivery('/a', { text: 'hunter8' }, secret));
    nock(HOST).post('/hunter3?token=hunter4').reply(403, 'hunter9');
    sender.send(delivery('/b', { text: 'hunter8' }, { ...secret, proxyUrl: undefined }));
    await until(() => outcomes.length === 2);
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toMatch(/hunter/);
  });
});

describe('of several deliveries', () => {
  it('those of one lane arrive in order, also when one must be tried again', async () => {
    const { sender, outcomes } = aSender();
    const seen: unknown[] = [];
    nock(HOST)
      .persist()
      .post('/a', (body) => seen.push(body) > 0)
      .reply(() => [seen.length < 3 ? 503 : 200]);
    [1, 2, 3].forEach((number) => sender.send(delivery('/a', { number })));
    await until(() => outcomes.length === 3);
    expect(seen).toEqual([1, 1, 1, 2, 3].map((number) => ({ number })));
  });

  it('one lane does not wait for another', async () => {
    const { sender, outcomes } = aSender();
    isAway('/a');
    answers('/b', 200, 200);
    ['/a', '/a', '/b', '/b'].forEach((path) => sender.send(delivery(path)));
    await until(() => outcomes.length === 2);
    expect(outcomes).toEqual([
      { kind: 'event', outcome: 'delivered' },
      { kind: 'event', outcome: 'delivered' },
    ]);
  });

  it('a lane goes on when it had been empty', async () => {
    const { sender, outcomes } = aSender();
    answers('/a', 200, 200);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 1);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 2);
    expect(nock.isDone()).toBe(true);
  });

  it('the oldest one of the longest lane is lost when there are too many', async () => {
    const { sender, outcomes, lines } = aSender({ capacity: 5 });
    ['/a', '/c'].forEach((path) => isAway(path));
    answers('/b', 200);
    ['/c', '/c', '/a'].forEach((path) => sender.send(delivery(path)));
    ['oldest', 'newest'].forEach((age) => sender.send({ ...delivery('/a'), about: { age } }));
    sender.send(delivery('/b'));
    expect(lines).toEqual([expect.objectContaining({ age: 'oldest', reason: 'the queue is full', attempts: 0 })]);
    await until(() => outcomes.length === 2);
    expect(outcomes).toEqual([
      { kind: 'event', outcome: 'lost' },
      { kind: 'event', outcome: 'delivered' },
    ]);
  });

  it('the newest one is lost when all others are under way', () => {
    const { sender, lines } = aSender({ capacity: 2 });
    ['/a', '/b'].forEach((path) => isAway(path));
    ['/a', '/b', '/c'].forEach((path) => sender.send({ ...delivery(path), about: { path } }));
    expect(lines).toEqual([expect.objectContaining({ path: '/c', reason: 'the queue is full' })]);
  });

  it('one that pauses before it is tried again makes room, the oldest first', async () => {
    const { sender, outcomes, clock, lines } = aSender({ capacity: 2, isQuick: false });
    ['/b', '/a'].forEach((path) => answers(path, 503));
    answers('/c', 200);
    sender.send({ ...delivery('/b'), about: { age: 'oldest' } });
    sender.send(delivery('/a'));
    await until(() => clock.pauses.length === 2);
    sender.send(delivery('/c'));
    expect(lines).toEqual([
      expect.objectContaining({ age: 'oldest', reason: 'the queue is full, and before: HTTP 503', attempts: 1 }),
    ]);
    await until(() => outcomes.length === 2);
    ['/a', '/b'].forEach((path) => answers(path, 200));
    sender.send(delivery('/b'));
    clock.end(1000);
    await until(() => outcomes.length === 4);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['lost', 'delivered', 'delivered', 'delivered']);
    expect(nock.isDone()).toBe(true);
  });

  it('events take no room from alerts', async () => {
    const { sender, outcomes, lines } = aSender({ capacity: 2 });
    ['/a', '/b'].forEach((path) => isAway(path));
    answers('/chat', 200);
    ['/a', '/b'].forEach((path) => sender.send(delivery(path)));
    sender.send({ ...delivery('/chat'), kind: 'alert' });
    await until(() => outcomes.length === 1);
    expect(outcomes).toEqual([{ kind: 'alert', outcome: 'delivered' }]);
    expect(lines).toEqual([]);
  });

  it('those that have ended make room', async () => {
    const { sender, outcomes } = aSender({ capacity: 1 });
    answers('/a', 200, 403, 200);
    for (const sent of [1, 2, 3]) {
      sender.send(delivery('/a'));
      await until(() => outcomes.length === sent);
    }
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['delivered', 'lost', 'delivered']);
  });
});
