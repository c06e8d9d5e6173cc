import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ourPrometheus, type RealPrometheus } from '@flagger/prometheus';
import { house, type Ran, type Setting, typed } from '../../test/house.ts';
import { END, PAST, RULES } from '../../test/past.ts';
import { tellsThePast } from '../../test/replays.ts';
import { EXIT } from '../exit.ts';
import { REPLAYING } from './commands.ts';

describe('replay by the Prometheus of the sandbox', () => {
  tellsThePast(() => ourPrometheus(PAST));
});

const folder = mkdtempSync(join(tmpdir(), 'flagger-replay-'));
const cluster = house();
let prometheus: RealPrometheus | undefined;
const HOOKS = `    webhooks: [{ name: load-test, url: "http://load.test/" }]\n`;
const TEMPLATED = '      - { name: errors, templateRef: { name: errors }, thresholdRange: { max: 1 } }\n';
const template = (type: string): string => `---
apiVersion: flagger.app/v1beta1
kind: MetricTemplate
metadata: { name: errors, namespace: test }
spec: { provider: { type: ${type}, address: "http://nobody.test" }, query: "vector(2)" }
`;

beforeAll(async () => {
  prometheus = await ourPrometheus(PAST);
  const files = {
    canary: RULES(99, HOOKS),
    stricter: RULES(99.95),
    unnamed: RULES(99, HOOKS).replace(/ *provider: istio\n/, ''),
    templated: RULES(99, TEMPLATED) + template('prometheus'),
    elsewhere: RULES(99, TEMPLATED) + template('graphite'),
    lost: RULES(99, TEMPLATED),
    wrong: RULES(99).replace('interval: 30s', 'interval: soon'),
    nothing: RULES(99).replace(/ {4}metrics:\n.*\n/, ''),
    two: `${RULES(99)}---\n${RULES(98).replace('podinfo,', 'other,')}`,
  };
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, `${name}.yaml`), text));
  await cluster.put({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'podinfo', namespace: 'test' },
    spec: {
      provider: 'istio',
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
      service: { port: 80 },
      analysis: {
        interval: '1m',
        threshold: 3,
        stepWeight: 50,
        metrics: [{ name: 'request-success-rate', thresholdRange: { min: 99 } }],
      },
    },
  });
});
afterAll(async () => {
  await prometheus?.stop();
  rmSync(folder, { recursive: true });
});

const inFolder = (line: string): string =>
  line
    .replace(/\b(\w+\.yaml)/g, (path) => join(folder, path))
    .replace('http://localhost:9090', prometheus?.address ?? '');
const type = (line: string, setting: Setting = {}): Promise<Ran> =>
  typed(inFolder(`replay ${line}`), {}, { now: END, ...setting });
const SINCE = '--from 30m --as podinfo-primary --prometheus http://localhost:9090';

describe('an example of the help of replay', () => {
  it.each(REPLAYING.flatMap(({ examples }) => examples.map((line) => [line])))('%s does what it says', async (line) => {
    const { code, out, told } = await cluster.type(inFolder(line), { now: Date.parse('2026-01-01T13:00:00Z') });
    expect([code, told, out]).toEqual([
      line.includes('--against') ? EXIT.error : EXIT.done,
      expect.stringContaining('What this cannot show:'),
      expect.stringContaining('podinfo'),
    ]);
  });
});

describe('what replay leaves out', () => {
  it('is said: hooks are not called, and metrics of others are not judged', async () => {
    expect((await type(`-f canary.yaml ${SINCE}`)).told).toContain('count as passed and open: load-test');
    const { told, code } = await type(`-f elsewhere.yaml ${SINCE}`);
    expect([code, told]).toEqual([EXIT.done, expect.stringContaining('metric errors: it is measured by graphite')]);
  });

  it('is not a template of Prometheus', async () => {
    const { out } = await type(`-f templated.yaml ${SINCE}`);
    expect(out).toMatch(/halted .* errors 2 \(at most 1\)/);
    expect(out).toContain('It would have been rolled back.');
  });
});

describe('a Canary that names no provider', () => {
  it('is taken as of istio, as operators do that are told nothing else, and that is said', async () => {
    const { code, out, told } = await type(`-f unnamed.yaml ${SINCE}`);
    expect([code, out]).toEqual([
      EXIT.done,
      (await type(`-f canary.yaml ${SINCE}`)).out.replace('canary.yaml', 'unnamed.yaml'),
    ]);
    expect(told).toContain('- taken as of istio: the Canary names no provider');
    expect((await type(`-f unnamed.yaml ${SINCE} --provider istio`)).told).not.toContain('taken as of');
  });
});

describe('a workload that was not there', () => {
  it('is named, and --as is no advice for who gave it', async () => {
    const { told } = await type(`-f canary.yaml ${SINCE.replace('podinfo-primary', 'nobody')}`);
    expect(told).toContain('was there traffic? nobody is what was measured');
    expect(told).not.toContain('--as measures');
  });
});

describe('a mistake', () => {
  it.each([
    ['-f canary.yaml --prometheus http://localhost:9090', EXIT.usage, '--from is missing'],
    ['-f canary.yaml --from 1h', EXIT.usage, '--prometheus is missing'],
    [`-f canary.yaml ${SINCE} --to yesterday`, EXIT.usage, '--to: found "yesterday", allowed is a time such as'],
    [`-f canary.yaml ${SINCE} --to 2h`, EXIT.usage, 'allowed are a time of the past and a later one of the past'],
    [
      `-f canary.yaml ${SINCE} --to 2099-01-01T00:00:00Z`,
      EXIT.usage,
      `and 2099-01-01T00:00:00Z, and now it is 2026-01-01T10:45:00Z;`,
    ],
    [`-f canary.yaml ${SINCE} --every often`, EXIT.usage, '--every: found "often"'],
    [`-f canary.yaml ${SINCE} --from 900d --every 7s`, EXIT.usage, 'let --every be a multiple of 30s'],
    [`-f canary.yaml ${SINCE} --provider mars`, EXIT.usage, '--provider: found mars'],
    [SINCE, EXIT.usage, 'what is to be replayed?'],
    [`-f nowhere.yaml ${SINCE}`, EXIT.error, 'there is no such file'],
    [`-f wrong.yaml ${SINCE}`, EXIT.error, 'spec.analysis.interval'],
    [`-f lost.yaml ${SINCE}`, EXIT.error, 'MetricTemplate errors.test of metric errors was not found'],
    [`-f nothing.yaml ${SINCE}`, EXIT.error, 'there is nothing to judge the past by'],
    [`-f two.yaml ${SINCE}`, EXIT.error, 'there are 2 Canaries, name one'],
    ['-f canary.yaml --from 1h --prometheus http://127.0.0.1:1', EXIT.unreachable, 'connection refused'],
    ['-f canary.yaml --from 1h --prometheus http://127.0.0.1:1', EXIT.unreachable, '; kubectl port-forward makes'],
    [`other -f canary.yaml ${SINCE}`, EXIT.error, 'canary.yaml: there is no Canary other in it'],
  ])('%s ends with %d', async (line, code, says) => {
    expect(await type(line)).toMatchObject({ code, out: '', told: expect.stringContaining(says) });
  });

  it('ends with 130 where somebody interrupts', async () => {
    const interrupted = new AbortController();
    interrupted.abort();
    expect(await type(`-f canary.yaml ${SINCE}`, { signal: interrupted.signal })).toMatchObject({
      code: EXIT.interrupted,
    });
  });
});
