import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { plainWords } from '../tasks/words.ts';
import { heyPlan } from './hey.ts';
import type { LoadPlan } from './plan.ts';

const planOf = (line: string): LoadPlan | undefined => {
  const words = plainWords(line);
  return words && heyPlan(words);
};
/** What hey says of itself unless told otherwise. */
const OWN = [
  ['Content-Type', 'text/html'],
  ['User-Agent', 'hey/0.0.1'],
];

describe('a line of hey', () => {
  it('says how long, with how many connections, and the rate of each of them', () => {
    expect(planOf('hey -z 1m -q 10 -c 2 http://podinfo-canary.test:9898/')).toEqual({
      url: 'http://podinfo-canary.test:9898/',
      method: 'GET',
      headers: OWN,
      body: undefined,
      rate: 20,
      durationMs: 60_000,
      count: undefined,
      connections: 2,
      timeoutMs: 20_000,
      isHttp2: false,
      trustsAny: true,
      isKeptAlive: true,
    });
  });

  it('is understood where the examples of this repository have one', () => {
    const folder = new URL('../../../../artifacts/examples/', import.meta.url);
    const lines = readdirSync(folder).flatMap((file) =>
      Array.from(
        readFileSync(new URL(file, folder), 'utf8').matchAll(/cmd: ["']?(hey .*?)["']?$/gm),
        ([, line = '']) => line,
      ),
    );
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => planOf(line)?.durationMs === undefined)).toEqual([]);
  });

  it('has the defaults of hey', () => {
    expect(planOf('hey podinfo:9898')).toMatchObject({
      url: 'http://podinfo:9898',
      count: 200,
      connections: 50,
      rate: undefined,
      durationMs: undefined,
    });
  });

  it('may say what is sent, as manifests do', () => {
    const line = `hey -z 1m -q 5 -c 2 -m POST -H 'Cookie: canary=always; x=y' -H "X-A: b" -T application/json \\
      -d '{"a": "b c"}' -host app.example.com -h2 -disable-keepalive -t=3 https://gateway/a?b=c\\&d`;
    expect(planOf(line)).toMatchObject({
      url: 'https://gateway/a?b=c&d',
      method: 'POST',
      body: '{"a": "b c"}',
      headers: [
        ['Cookie', 'canary=always; x=y'],
        ['X-A', 'b'],
        ['Content-Type', 'application/json'],
        ['Host', 'app.example.com'],
        ['User-Agent', 'hey/0.0.1'],
      ],
      isHttp2: true,
      isKeptAlive: false,
      timeoutMs: 3_000,
    });
    expect(planOf('hey -h2 http://gateway')?.isHttp2).toBe(false);
    expect(planOf('hey -a me:pass http://a')?.headers).toContainEqual(['Authorization', 'Basic bWU6cGFzcw==']);
  });

  it.each([
    'hey -z 1m http://a && echo done',
    'hey -z 1m http://$HOST/',
    'hey -H "X: $(date)" http://a',
    'hey -z 1m http://a > /dev/null',
    'hey -z 1m http://a\nhey http://b',
    'FOO=1 hey http://a',
    'wrk http://a',
    'hey',
    'hey -x proxy:80 http://a',
    'hey -D file http://a',
    'hey -o csv http://a',
    'hey -z soon http://a',
    'hey -c 0 http://a',
    'hey -n many http://a',
    "hey -H 'X: a http://a",
    'hey -unknown http://a',
  ])('is left to a shell where it needs one or more than we do: %j', (line) => {
    expect(planOf(line)).toBeUndefined();
  });
});
