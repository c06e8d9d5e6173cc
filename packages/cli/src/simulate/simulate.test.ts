import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goYaml } from '@flagger/lint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Report } from '@flagger/rehearsal';
import { type Ran, typed } from '../../test/house.ts';
import { EXIT } from '../exit.ts';
import { SIMULATING } from './commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
const canary = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 9898 },
    analysis: {
      interval: '1m',
      threshold: 2,
      maxWeight: 40,
      stepWeight: 20,
      metrics: [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }],
      webhooks: [{ name: 'gate', type: 'confirm-promotion', url: 'http://gate.test/' }],
    },
  },
};

beforeAll(() => {
  mkdirSync(join(folder, 'deploy'));
  writeFileSync(join(folder, 'canary.yaml'), goYaml(canary));
  writeFileSync(join(folder, 'deploy/canary.yaml'), goYaml(canary));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (line: string): Promise<Ran> => typed(line.replace(/ (canary\.yaml|deploy\/)/, ` ${folder}/$1`), {});

describe('an example of the help', () => {
  const examples = SIMULATING.flatMap(({ examples: lines }) => lines);
  it.each(examples.map((line) => [line]))('%s does what it says', async (line) => {
    const { code, out, told } = await run(line);
    const isBad = line.includes('canary=3%');
    expect([code, told]).toEqual([isBad ? EXIT.failed : EXIT.done, '']);
    expect(out).toContain('podinfo.test');
  });
});

describe('a story', () => {
  it('is the same for the same seed, and another for another', async () => {
    const bad = 'simulate canary.yaml --errors canary=5% -o json';
    const [one, same, other] = [await run(bad), await run(bad), await run(`${bad} --seed 2`)];
    expect(same.out).toBe(one.out);
    expect(other.out.replace('"seed": 2', '"seed": 1')).not.toBe(one.out);
  });

  it('of a bad revision is rolled back, by the query of the mesh, and users of the canary alone meet errors', async () => {
    const { code, out } = await run('simulate canary.yaml --errors canary=20% -o json');
    expect(code).toBe(EXIT.failed);
    expect(JSON.parse(out)).toMatchObject({
      apiVersion: 'cli.flagger.app/v1',
      kind: 'Simulation',
      verdict: 'rolled-back',
      because: 'Rolling back podinfo.test failed checks threshold reached 2',
      users: { primary: { failed: 0 }, canary: { failed: expect.any(Number) } },
    });
  });

  it('as a page loads and runs nothing, and shows names as text', async () => {
    const { out } = await run('simulate canary.yaml -o html --image "podinfo:<b>"');
    expect(out).toContain('podinfo:&lt;b&gt;');
    expect(out).not.toMatch(/<script|src=|href=|<b>/);
  });
});

describe('what is expected', () => {
  it.each([
    ['--expect rolled-back', EXIT.error, 'expected: rolled-back, it ended as promoted'],
    ['--errors canary=20% --expect promoted', EXIT.failed, 'expected: promoted, it ended as rolled-back'],
    ['--within 1m', EXIT.timeout, 'expected: within 60 s'],
    ['--errors primary=0.5% --max-failed-requests 1', EXIT.error, 'expected: at most 1 failed requests'],
    ['--fail-hook gate', EXIT.waiting, ''],
  ])('%s ends with %i where it does not come', async (flags, expected, says) => {
    const { code, told } = await run(`simulate canary.yaml ${flags}`);
    expect([code, told]).toEqual([expected, expect.stringContaining(says)]);
  });
});

/** A file of one more story. */
const written = (name: string, ...objects: readonly object[]): string => {
  writeFileSync(join(folder, name), objects.map((each) => goYaml(each)).join('---\n'));
  return join(folder, name);
};
const reported = async (line: string): Promise<Report> => JSON.parse((await run(`${line} -o json`)).out) as Report;
const deployment = (tag: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'podinfo' } },
    template: {
      metadata: { labels: { app: 'podinfo' } },
      spec: { containers: [{ name: 'app', image: `podinfo:${tag}` }] },
    },
  },
});

describe('--release', () => {
  it('releases the target of a manifest', async () => {
    const from = written('now.yaml', canary, deployment('6.0.0'));
    const release = written('next.yaml', deployment('6.0.1'));
    const { release: told, assumed } = await reported(`simulate ${from} --release ${release}`);
    expect([told, assumed]).toEqual([{ from: 'podinfo:6.0.0', to: 'podinfo:6.0.1' }, []]);
  });

  it('needs the target in there', async () => {
    const { code, told } = await run(`simulate canary.yaml --release ${folder}/deploy/canary.yaml`);
    expect([code, told]).toEqual([
      EXIT.usage,
      expect.stringContaining('--release: there is no Deployment podinfo in '),
    ]);
  });
});

describe('--speed', () => {
  it('tells the story as slowly as is asked', async () => {
    const pauses: number[] = [];
    const { out } = await typed(`simulate ${folder}/canary.yaml --speed 60x`, {}, { onPause: (ms) => pauses.push(ms) });
    const [, minutes, seconds] = /promoted after (\d+):(\d+)/.exec(out) ?? [];
    const paused = pauses.reduce((sum, ms) => sum + ms, 0);
    expect(Math.floor((paused * 60) / 1000)).toBe(Number(minutes) * 60 + Number(seconds));
    expect(out.split('\n').length).toBe((await run('simulate canary.yaml')).out.split('\n').length);
  });

  it('ends where it is interrupted', async () => {
    const end = new AbortController();
    const { code, out } = await typed(
      `simulate ${folder}/canary.yaml --speed 60x`,
      {},
      { signal: end.signal, onPause: () => end.abort() },
    );
    expect([code, out]).toEqual([EXIT.interrupted, expect.not.stringContaining('users met')]);
  });
});

describe('--metric', () => {
  const asked = { name: 'elsewhere', interval: '1m', thresholdRange: { max: 50 }, templateRef: { name: 'elsewhere' } };
  const template = {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'MetricTemplate',
    metadata: { name: 'elsewhere', namespace: 'test' },
    spec: { provider: { type: 'datadog', secretRef: { name: 'datadog' } }, query: 'avg:errors{*}' },
  };
  const analysis = { ...canary.spec.analysis, metrics: [asked] };
  const path = (): string => written('metric.yaml', { ...canary, spec: { ...canary.spec, analysis } }, template);

  it.each([
    ['elsewhere=42', 'promoted'],
    ['elsewhere=60', 'rolled-back'],
  ])('%s is what another metrics server says: %s', async (value, verdict) => {
    expect(await reported(`simulate ${path()} --metric ${value}`)).toMatchObject({ verdict });
  });

  it('is asked for where it is missing', async () => {
    const { code, told } = await run(`simulate ${path()}`);
    expect([code, told]).toEqual([EXIT.usage, expect.stringContaining('give its value, e.g. --metric elsewhere=42')]);
  });
});

describe('--cohort', () => {
  it('is how many of the users an A/B test matches', async () => {
    const { interval, threshold, metrics } = canary.spec.analysis;
    const match = [{ headers: { 'x-insider': { exact: 'yes' } } }];
    const analysis = { interval, threshold, metrics, iterations: 3, match };
    const path = written('ab.yaml', { ...canary, spec: { ...canary.spec, analysis } });
    const sharesOf = async (cohort: string): Promise<number[]> => {
      const { minutes } = await reported(`simulate ${path} --cohort ${cohort}`);
      return minutes.map(({ weight }) => weight);
    };
    const requests = async (cohort: string): Promise<number> =>
      (await reported(`simulate ${path} --cohort ${cohort}`)).users.canary.requests;
    expect(await sharesOf('10%')).toEqual(await sharesOf('50%'));
    expect((await requests('50%')) / (await requests('10%'))).toBeGreaterThan(3);
  });
});

describe('--at', () => {
  it('is the share from which on the new revision does worse', async () => {
    const { verdict, minutes, timeline } = await reported('simulate canary.yaml --errors canary=20% --at 40%');
    expect(verdict).toBe('rolled-back');
    const [first, ...later] = minutes.filter(({ weight }) => weight > 0);
    expect(first).toMatchObject({ weight: 20, failed: 0 });
    expect(later.some(({ weight, failed }) => weight === 40 && failed > 0)).toBe(true);
    expect(timeline.some(({ says }) => says.includes('canary weight 40'))).toBe(true);
  });
});

describe('an argument that cannot be understood', () => {
  it.each([
    ['--traffic much', '--traffic: found "much"'],
    ['--errors 3%', '--errors: found "3%"'],
    ['--errors canary=300%', '--errors: found "canary=300%"'],
    ['--latency 800', '--latency: found "800"'],
    ['--at often', '--at: found "often"'],
    ['--approve gate', '--approve: found "gate"'],
    ['--speed fast', '--speed: found "fast"'],
    ['--max-failed-requests -1', '--max-failed-requests: found "-1"'],
    ['--provider knative', '--provider: found "knative", allowed is one of istio'],
    ['--metric much', '--metric: found "much"'],
    ['--cohort half', '--cohort: found "half"'],
    ['--approve door@30s', '--approve: found "door", allowed is one of gate'],
    ['--fail-hook door', '--fail-hook: found "door", allowed is one of gate'],
    ['--metric depth=3', '--metric: found "depth", allowed is nothing: there is none'],
    ['--canary other', '--canary: found "other", allowed is one of podinfo'],
  ])('%s ends with 2 and names it', async (flags, says) => {
    const { code, told } = await run(`simulate canary.yaml ${flags}`);
    expect([code, told]).toEqual([EXIT.usage, expect.stringContaining(says)]);
  });
});
