import { describe, expect, it } from '@jest/globals';
import { commandLine } from './command.ts';
import { curlOf } from './curl.ts';
import { grepOf } from './grep.ts';
import { heyOf } from './hey.ts';
import { pipelines } from './shell-words.ts';

const words = (line: string) => pipelines(line)[0]?.[0] ?? [];

describe('a line as a shell reads it', () => {
  it.each([
    ['hey -z 1m http://a/', [[['hey', '-z', '1m', 'http://a/']]]],
    [`curl -sd 'it is' "a \\"b\\"" c\\ d`, [[['curl', '-sd', 'it is', 'a "b"', 'c d']]]],
    [
      'curl -s a | grep b && curl c',
      [
        [
          ['curl', '-s', 'a'],
          ['grep', 'b'],
        ],
        [['curl', 'c']],
      ],
    ],
    [`grep 'a|b' "&&" ''`, [[['grep', 'a|b', '&&', '']]]],
    ['hey \\\n -z 1m a?b=[1]', [[['hey', '-z', '1m', 'a?b=[1]']]]],
  ])('%j is %j', (line, expected) => {
    expect(pipelines(line)).toEqual(expected);
  });

  it.each([
    'curl a > file',
    'curl a; curl b',
    'curl $URL',
    'curl "$URL"',
    'curl `url`',
    'curl a || curl b',
    'curl a &',
  ])('%j is refused with what is played', (line) => {
    expect(() => pipelines(line)).toThrow(
      /the sandbox does not play .* it plays commands joined by \| and &&, with quotes/,
    );
  });

  it.each(['', 'curl a |', '&& curl a'])('%j lacks a command', (line) => {
    expect(() => pipelines(line)).toThrow(/a command is missing/);
  });
});

describe('hey', () => {
  it.each<[string, object]>([
    [
      'hey -z 1m -q 10 -c 2 http://podinfo.test:9898/',
      {
        url: 'http://podinfo.test:9898/',
        workers: 2,
        perSecond: 10,
        until: { ms: 60_000 },
        method: 'GET',
        body: undefined,
        timeoutMs: 20_000,
      },
    ],
    ['hey http://a/', { workers: 50, perSecond: undefined, until: { requests: 200 } }],
    [
      `hey -n 10 -c 5 -m POST -d '{"a":1}' -T application/json -H 'X-Canary: insider' -H "Cookie: a=b; c=d" -t 3 -host app.example.com http://gateway.istio-system/x`,
      {
        until: { requests: 10 },
        method: 'POST',
        body: '{"a":1}',
        timeoutMs: 3000,
        host: 'app.example.com',
        url: 'http://gateway.istio-system/x',
        headers: [
          ['content-type', 'application/json'],
          ['X-Canary', 'insider'],
          ['Cookie', 'a=b; c=d'],
        ],
      },
    ],
    [
      'hey -z=30s --disable-keepalive -c=1 podinfo-canary.test:9898/',
      { until: { ms: 30_000 }, workers: 1, url: 'http://podinfo-canary.test:9898/' },
    ],
  ])('%s', (line, expected) => {
    expect(heyOf(words(line))).toMatchObject(expected);
  });

  it.each([
    ['hey -z 1m -x proxy:80 http://a/', /does not play hey with -x; it plays -z -n -c/],
    ['hey -z soon http://a/', /-z soon is no duration/],
    ['hey -c 0 http://a/', /-c 0 is no whole number/],
    ['hey -z 1m', /hey needs one address, found none/],
    ['hey http://a/ http://b/', /found http:\/\/a\/ http:\/\/b\//],
    ['hey -z', /-z needs a value/],
    ['hey -H nothing http://a/', /is no header/],
  ])('%s is refused', (line, sentence) => {
    expect(() => heyOf(words(line))).toThrow(sentence);
  });
});

describe('curl', () => {
  it.each<[string, object]>([
    [
      "curl -sd 'test' http://podinfo-canary:9898/token",
      {
        ask: {
          url: 'http://podinfo-canary:9898/token',
          method: 'POST',
          body: 'test',
          headers: [['content-type', 'application/x-www-form-urlencoded']],
        },
      },
    ],
    [
      'curl -sf -m 5 podinfo.test',
      {
        ask: { url: 'http://podinfo.test', method: 'GET', headers: [] },
        isStrict: true,
        timeoutMs: 5000,
        isBodyShown: true,
      },
    ],
    [
      "curl -s -o /dev/null -w '%{http_code}\\n' -H 'Host: app.example.com' -b 'a=b' http://gateway/",
      {
        ask: {
          host: 'app.example.com',
          headers: [
            ['cookie', 'a=b'],
            ['host', 'app.example.com'],
          ],
        },
        isBodyShown: false,
        writeOut: '%{http_code}\n',
      },
    ],
    [
      'curl -XPUT -d a=1 --data b=2 -H "content-type: text/plain" http://a/',
      { ask: { method: 'PUT', body: 'a=1&b=2', headers: [['content-type', 'text/plain']] } },
    ],
    ['curl -I http://a/', { ask: { method: 'HEAD' }, isHeadShown: true, isBodyShown: false }],
  ])('%s', (line, expected) => {
    expect(curlOf(words(line))).toMatchObject(expected);
  });

  it.each([
    ['curl --retry 3 http://a/', /does not play curl with --retry/],
    ['curl -o file http://a/', /writes no files/],
    ['curl -w "%{time_total}" http://a/', /with %\{time_total\}/],
    ['curl ftp://a/', /no address of HTTP/],
  ])('%s is refused', (line, sentence) => {
    expect(() => curlOf(words(line))).toThrow(sentence);
  });
});

describe('grep', () => {
  it.each([
    ['grep token', '  "token": "abc"', true],
    ['grep -q "^token"', 'a token', false],
    ['grep -i TOKEN', 'token', true],
    ['grep -v token', 'token', false],
    ['grep -F a.c', 'abc', false],
    ['grep -E "a|b"', 'b', true],
    ['grep "a|b"', 'b', false],
    ['grep "a\\\\|b"', 'b', true],
    ['grep -qiE "^T[o]+K"', 'toook', true],
    ['grep -e x', 'xyz', true],
  ])('%s of %j: %s', (line, text, expected) => {
    expect(grepOf(words(line)).fits(text)).toBe(expected);
  });

  it.each([
    ['grep -E "("', /cannot be read/],
    ['grep a file', /no files/],
    ['grep -c a', /does not play grep with -c/],
  ])('%s is refused', (line, sentence) => {
    expect(() => grepOf(words(line))).toThrow(sentence);
  });
});

describe('a command line', () => {
  it('knows its commands', () => {
    expect(commandLine('curl -s a | /bin/grep b').map((pipeline) => pipeline.map(({ run }) => run))).toEqual([
      ['curl', 'grep'],
    ]);
  });

  it.each([
    ['wrk -t12 http://a/', /does not play wrk; it plays hey, curl, and grep after a \|/],
    ['grep a', /grep has nothing to read/],
  ])('%s is refused', (line, sentence) => {
    expect(() => commandLine(line)).toThrow(sentence);
  });
});
