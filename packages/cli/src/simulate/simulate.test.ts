import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
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
  writeFileSync(join(folder, 'canary.yaml'), stringify(canary));
  writeFileSync(join(folder, 'deploy/canary.yaml'), stringify(canary));
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
    ['--canary other', '--canary: found "other", allowed is one of podinfo'],
  ])('%s ends with 2 and names it', async (flags, says) => {
    const { code, told } = await run(`simulate canary.yaml ${flags}`);
    expect([code, told]).toEqual([EXIT.usage, expect.stringContaining(says)]);
  });
});
