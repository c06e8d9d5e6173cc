import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Random } from '@flagger/simulated-cluster';
import { HEALTHY, SKEWED } from './cells.ts';
import { mostFalse } from './measure.ts';
import { poisson } from './poisson.ts';
import { references } from './reference.ts';

describe('the judge, over many runs by chance', () => {
  it('rolls back healthy canaries as seldom as promised, and finds others as soon as elsewhere', () => {
    // a program of its own: numbers take five times as long in a test's realm
    const command = fileURLToPath(new URL('command.ts', import.meta.url));
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--experimental-transform-types', '--no-warnings', command, '--runs', '1000'],
      { encoding: 'utf8' },
    );
    expect(stdout.split('\n').filter((line) => line.startsWith('FAILED'))).toEqual([]);
    expect(stdout).toMatch(/^31 passed, 0 failed$/m);
    expect(status).toBe(0);
  }, 300_000);

  it('is tried on 96 kinds of healthy canary, and held against 280 kinds that were measured elsewhere', () => {
    expect([HEALTHY.length, references().length]).toEqual([96, 280]);
  });

  it('would be complained of', () => {
    const measured = { runs: 250, shares: { worse: 0.05, safe: 0, undecided: 0.95 }, medianSeconds: 100 };
    expect(mostFalse(0.01, 250)).toBeCloseTo(0.0289, 4);
    expect(HEALTHY[0]?.problem(measured)).toBe('rolled back in 5%, allowed are 2.89%');
    expect(SKEWED[0]?.problem(measured)).toBe('rolled back in 5%, allowed are 2%');
  });
});

describe('the draws', () => {
  it.each([0.3, 4, 12, 700])('have the mean and the variance of the Poisson law at %s', (expected) => {
    const random = new Random(5);
    const draws = Array.from({ length: 20_000 }, () => poisson(random, expected));
    const mean = draws.reduce((sum, each) => sum + each, 0) / draws.length;
    const variance = draws.reduce((sum, each) => sum + (each - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(expected / draws.length));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.06);
  });
});
