import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { LogLevel } from './flag-kinds.ts';
import { winstonLog } from './log.ts';

function aLog(level: LogLevel) {
  const texts: string[] = [];
  const sink = new Writable({
    write: (chunk, _, done) => {
      texts.push(String(chunk));
      done();
    },
  });
  const lines = () => texts.map((text) => JSON.parse(text) as Record<string, unknown>);
  return { log: winstonLog(level, sink), lines, texts };
}

describe('the log', () => {
  it('writes one JSON object a line with the keys of Flagger, in its order', () => {
    const { log, lines, texts } = aLog('info');
    log.info('New revision detected! Scaling up podinfo.test', { canary: 'podinfo.test' });
    expect(texts).toEqual([
      expect.stringMatching(
        /^\{"level":"info","ts":"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z","caller":"operator\/log\.test\.ts:\d+","msg":"New[^\n]*\}\n$/,
      ),
    ]);
    expect(lines()[0]).toMatchObject({ canary: 'podinfo.test' });
  });

  it.each<[LogLevel, string[]]>([
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ])('at level %s tells %j', (level, expected) => {
    const { log, lines } = aLog(level);
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(lines().map((line) => line['level'])).toEqual(expected);
  });

  it('tells what went wrong with its causes, and where only as an error', () => {
    const { log, lines } = aLog('info');
    const error = new Error('patching VirtualService podinfo.test', { cause: new Error('HTTP 500') });
    log.warn('turn ended', { error });
    log.error('turn ended', { error });
    expect(lines()[0]).toMatchObject({ error: 'patching VirtualService podinfo.test: HTTP 500' });
    expect(lines()[0]).not.toHaveProperty('stacktrace');
    expect(lines()[1]).toMatchObject({ stacktrace: expect.stringContaining('log.test.ts') });
  });

  it('never lets a key overwrite its own, and survives what JSON cannot hold', () => {
    const { log, lines } = aLog('info');
    const circle: Record<string, unknown> = { big: 12n, when: new Date(0) };
    circle['self'] = circle;
    log.info('message', { level: 'x', msg: 'y', circle });
    expect(lines()[0]).toMatchObject({
      level: 'info',
      msg: 'message',
      circle: { big: '12', when: '1970-01-01T00:00:00.000Z', self: '...' },
    });
  });

  it('shows no secret, whichever way it comes', () => {
    const { log, texts } = aLog('info');
    log.error('calling http://user:s3cret@prometheus:9090', {
      error: new Error('GET https://hooks.slack.com/services/T0/B0/s3cret', {
        cause: new Error('Authorization: Bearer s3cret-token-1'),
      }),
      headers: { authorization: 's3cret' },
      list: ['https://x.example/?token=s3cret'],
    });
    expect(texts.join('')).toContain('***');
    expect(texts.join('')).not.toContain('s3cret');
  });
});
