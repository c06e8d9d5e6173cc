import { describe, expect, it } from '@jest/globals';
import { Histogram, Registry } from 'prom-client';
import { piecesOf, textOf } from '../test/page-text.ts';
import { metricsText } from './metrics-text.ts';
import { TurnTimes } from './turn-times.ts';

const target = (name: string) => ({ name, namespace: 'test' });
describe('the histogram of turns', () => {
  it('is written as that of prom-client', async () => {
    const registry = new Registry();
    const times = new TurnTimes('turns_seconds');
    const theirs = new Histogram({
      name: 'turns_seconds',
      help: times.help,
      labelNames: ['name', 'namespace'],
      registers: [registry],
    });
    for (const [name, seconds] of [
      ['a', 0.005],
      ['a', 0.3],
      ['quo"te', 99],
    ] as const) {
      times.observe(target(name), seconds);
      theirs.observe(target(name), seconds);
    }
    expect(await textOf(metricsText(new Registry(), [times]))).toBe(await registry.metrics());
  });

  it('of ten thousand targets is written in pieces that hold up nobody', async () => {
    const times = new TurnTimes('turns_seconds');
    Array.from({ length: 10_000 }, (_, index) => times.observe(target(`podinfo-${index}`), 0.02));
    const pieces = await piecesOf(metricsText(new Registry(), [times]));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(64 * 1024);
    expect(pieces.join('').split('\n')).toHaveLength(2 + 14 * 10_000 + 1);
  });

  it('leaves out a target that is gone', () => {
    const times = new TurnTimes('turns_seconds');
    times.observe(target('a'), 1);
    times.observe(target('b'), 1);
    times.remove(target('a'));
    expect([...times.lines()]).toEqual([expect.stringContaining('name="b"')]);
  });
});
