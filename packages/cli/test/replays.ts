import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { RealPrometheus } from '@flagger/prometheus';
import { EXIT } from '../src/exit.ts';
import { type Ran, typed } from './house.ts';
import { END, RULES } from './past.ts';

type Type = (line: string) => Promise<Ran>;

/** What every Prometheus that holds the past must lead to. */
export function tellsThePast(started: () => Promise<RealPrometheus>): void {
  const folder = mkdtempSync(join(tmpdir(), 'flagger-replay-'));
  let prometheus: RealPrometheus | undefined;
  beforeAll(async () => {
    prometheus = await started();
    writeFileSync(join(folder, 'canary.yaml'), RULES(99));
    writeFileSync(join(folder, 'lenient.yaml'), RULES(90));
  });
  afterAll(async () => {
    await prometheus?.stop();
    rmSync(folder, { recursive: true });
  });
  const type: Type = (line) => {
    const address = prometheus?.address ?? '';
    const words = `replay -f canary.yaml --prometheus ${address} ${line}`;
    return typed(
      words.replace(/\w+\.yaml/g, (name) => join(folder, name)),
      {},
      { now: END },
    );
  };
  tellsOneRun(type);
  tellsManyRuns(type);
  tellsOfSilence(type);
}

function tellsOneRun(type: Type): void {
  it('tells a release that would have been promoted, check by check', async () => {
    const { code, out } = await type('--from 2026-01-01T10:05:00Z --as podinfo-primary');
    expect(code).toBe(EXIT.done);
    expect(out.replace(/^.*canary.yaml/, 'canary.yaml').split('\n')).toEqual([
      'canary.yaml: podinfo.test, checked every 30s',
      'TIME                   CHECK      WEIGHT   MEASURED',
      '2026-01-01T10:05:30Z   passed     10%      request-success-rate 99.9 (at least 99)',
      '2026-01-01T10:06:00Z   passed     20%      request-success-rate 99.9 (at least 99)',
      '2026-01-01T10:06:30Z   passed     30%      request-success-rate 99.9 (at least 99)',
      '2026-01-01T10:06:30Z   promoted            Copying podinfo.test template spec to podinfo-primary.test',
      'It would have been promoted.',
      '',
    ]);
  });

  it('tells a release that would have halted and been rolled back, and by which value', async () => {
    const { code, out } = await type('--from 2026-01-01T10:19:00Z --as podinfo-primary -o json');
    expect(code).toBe(EXIT.done);
    const halted = (value: number): object => ({
      verdict: 'halted',
      metrics: [{ name: 'request-success-rate', value: expect.closeTo(value, 1), min: 99 }],
      says: [expect.stringMatching(/^Halt podinfo.test advancement success rate 9\d\.\d+% < 99%$/)],
    });
    const run = {
      outcome: 'rolled back',
      isOnEvidence: true,
      because: 'Rolling back podinfo.test failed checks threshold reached 3',
      checks: [{ verdict: 'passed', weight: 10 }, halted(98.675), halted(96.225), halted(95)],
    };
    expect(JSON.parse(out)).toMatchObject({
      apiVersion: 'cli.flagger.app/v1',
      kind: 'ReplayReport',
      item: { runs: [run] },
    });
  });
}

function tellsManyRuns(type: Type): void {
  it('counts false alarms over many releases', async () => {
    const { out, told } = await type('--from 2026-01-01T10:05:00Z --every 10m --as podinfo-primary');
    expect(out).toContain('2026-01-01T10:05:00Z   promoted   90s     3 of 3 passed');
    expect(out).toContain('4 runs: 4 promoted, 0 rolled back, 0 unfinished, 0 without evidence. 0.0 % of those');
    expect(told).toContain('no share of users');
    const often = await type('--from 2026-01-01T10:05:00Z --every 5m --as podinfo-primary');
    expect(often.out).toMatch(/^2026-01-01T10:20:00Z {3}rolled back {3}.*Halt podinfo\.test advancement/m);
    expect(often.out).toContain('8 runs: 7 promoted, 1 rolled back');
    expect(often.out).toContain('12.5 % of those decided were rolled back');
  });

  it('holds other rules against these, and ends with 1 where they differ', async () => {
    const at = '--every 5m --as podinfo-primary --against lenient.yaml';
    const { code, out } = await type(`--from 2026-01-01T10:05:00Z ${at}`);
    expect(code).toBe(EXIT.error);
    expect(out).toMatch(/2 runs end otherwise:\n.*\n2026-01-01T10:20:00Z {3}rolled back at \S+ {3}promoted at /);
    const same = await type(`--from 2026-01-01T10:30:00Z ${at}`);
    expect([same.code, same.out.split('\n').at(-2)]).toEqual([
      EXIT.done,
      'Both end every run in the same way at the same time.',
    ]);
  });
}

function tellsOfSilence(type: Type): void {
  it('takes silence for no evidence, and says where there is none', async () => {
    const { out, told } = await type('--from 2026-01-01T10:05:00Z');
    expect(out).toContain('It would have been rolled back, for want of values: that is no evidence.');
    expect(told).toContain('no value at all of sum(');
    expect(told).toContain('--as measures the primary');
    const early = await type('--from 2026-01-01T09:50:00Z --to 2026-01-01T10:30:00Z --as podinfo-primary');
    expect(early.told).toMatch(/no value at \d+ of 81 instants .* the first is at 2026-01-01T10:00:30.000Z/);
  });
}
