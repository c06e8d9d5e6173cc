import { excerpt, unreadable } from './answer.ts';
import { httpSource, INTERVALS, overInterval, withParameters } from './http-source.ts';
import { at, failed, listed, NO_VALUES, parsed, single } from './json.ts';
import type { Measured } from './source.ts';

const TOKEN = 'sf_token_key';

/** Splunk Observability Cloud: the last value of the only series that a SignalFlow program publishes, over ten intervals. */
export const splunk = httpSource({
  type: 'splunk',
  address: { example: 'https://api.us1.signalfx.com' },
  overHttp: (address) => address.replace(/^ws(s?):\/\/stream\b/i, 'http$1://api'),
  needs: [TOKEN],
  query: (query, { base, secret, now }) =>
    overInterval(query, (intervalMs) => ({
      url: withParameters(`${streamOf(base)}/v2/signalflow/execute`, {
        start: now - INTERVALS * intervalMs,
        stop: now,
        immediate: 'true',
      }),
      headers: { 'x-sf-token': secret(TOKEN), 'content-type': 'text/plain', accept: 'text/event-stream' },
      body: query.text,
    })),
  read: lastValue,
  online: ({ base, secret }) => ({ url: `${base}/v2/metric?limit=1`, headers: { 'x-sf-token': secret(TOKEN) } }),
});

/** Computations are asked for beside the API, at a host of the same realm. */
const streamOf = (base: string): string => base.replace(/\/\/api\b/, '//stream');

interface Message {
  readonly event: string;
  readonly data: unknown;
}

function lastValue(text: string): Measured {
  const messages = messagesOf(text);
  if (messages.length === 0) {
    return { problem: unreadable(text) };
  }
  const error = messages.find(({ event }) => event === 'error');
  if (error !== undefined) {
    return failed(`error response: ${excerpt(JSON.stringify(error.data ?? ''))}`);
  }
  const points = messages
    .flatMap(({ event, data }) => (event === 'data' ? listed(at(data, 'data')) : []))
    .filter((point) => (at(point, 'value') ?? null) !== null);
  if (points.length === 0) {
    return NO_VALUES;
  }
  const series = new Set(points.map((point) => at(point, 'tsId')));
  return series.size > 1 ? failed('query returned multiple values') : single(at(points, -1, 'value'));
}

/** Messages are parted by empty lines; each names its kind, and its data may take several lines. */
const messagesOf = (text: string): readonly Message[] =>
  text.split(/\r?\n\r?\n/).flatMap((block) => {
    const lines = block.split(/\r?\n/);
    const event = lines.find((line) => line.startsWith('event:'))?.slice('event:'.length);
    const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice('data:'.length));
    return event === undefined ? [] : [{ event: event.trim(), data: parsed(data.join('\n')) }];
  });
