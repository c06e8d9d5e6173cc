import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '@flagger/testing';
import { shownLabels } from './labels.ts';
import { instantQuery } from './promql/query.ts';
import { Scraper, type Target } from './scraper.ts';
import { MetricStore } from './store.ts';

const START = 1_000_000;
const pod = (show: Target['show'], instance = 'a:80'): Target => ({ job: 'pods', instance, show });

function scraping(targets: () => readonly Target[], options: { readonly timeoutMs?: number } = {}) {
  const store = new MetricStore();
  const clock = new VirtualClock(START);
  const scraper = new Scraper({ store, clock, targets, intervalMs: 2000, ...options });
  const ask = (query: string): readonly string[] => {
    const answer = instantQuery(query, clock.now(), { store });
    return answer.type === 'vector' ? answer.samples.map(({ labels, value }) => `${shownLabels(labels)} ${value}`) : [];
  };
  return { store, clock, scraper, ask };
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
  }
});

async function serving(answer: () => { readonly status: number; readonly text: string }): Promise<string> {
  const server = createServer((_, response) => {
    const { status, text } = answer();
    response.writeHead(status, { connection: 'close' }).end(text);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/metrics`;
}

describe('the scraper', () => {
  it('brings what a target shows at every interval, with the labels of the target', async () => {
    let count = 0;
    const { clock, scraper, ask } = scraping(() => [
      { ...pod(() => `requests_total{code="200"} ${(count += 10)}`), labels: { zone: 'x' } },
    ]);
    scraper.start();
    await clock.pass(5000);
    expect(ask('requests_total')).toEqual([
      '{__name__="requests_total", code="200", instance="a:80", job="pods", zone="x"} 30',
    ]);
    expect(ask('timestamp(requests_total)')).toEqual([
      `{code="200", instance="a:80", job="pods", zone="x"} ${(START + 4000) / 1000}`,
    ]);
    expect(ask('up')).toEqual(['{__name__="up", instance="a:80", job="pods", zone="x"} 1']);
    scraper.stop();
    await clock.pass(5000);
    expect(count).toBe(30);
  });

  it('has one round at a time, however often it is started', async () => {
    let count = 0;
    const { clock, scraper } = scraping(() => [pod(() => `a ${(count += 1)}`)]);
    scraper.start();
    scraper.start();
    await clock.pass(4000);
    scraper.stop();
    expect(count).toBe(4);
  });

  it('ends a series that a target does not show any more', async () => {
    let text = 'a{x="1"} 1\na{x="2"} 2';
    const { clock, scraper, ask } = scraping(() => [pod(() => text)]);
    await scraper.scrape();
    await clock.pass(2000);
    text = 'a{x="2"} 3';
    await scraper.scrape();
    expect(ask('sum by (x) (a)')).toEqual(['{x="2"} 3']);
  });

  it('ends all series of a target that is gone', async () => {
    let targets = [pod(() => 'a 1'), pod(() => 'a 2', 'b:80')];
    const { clock, scraper, ask } = scraping(() => targets);
    await scraper.scrape();
    targets = targets.slice(1);
    await clock.pass(2000);
    await scraper.scrape();
    expect([ask('sum(a)'), ask('count(up)'), ask('count(scrape_samples_scraped)')]).toEqual([
      ['{} 2'],
      ['{} 1'],
      ['{} 1'],
    ]);
  });

  it.each<[string, Target['show']]>([
    [
      'fails',
      () => {
        throw new Error('boo');
      },
    ],
    ['shows no metrics', () => '<html>'],
    ['does not answer in time', () => new Promise(() => undefined)],
  ])('calls a target down that %s, and ends its series', async (_, show) => {
    let current: Target['show'] = () => 'a 1';
    const { clock, scraper, ask } = scraping(
      () => [pod((signal) => (typeof current === 'string' ? current : current(signal)))],
      { timeoutMs: 500 },
    );
    await scraper.scrape();
    await clock.pass(2000);
    current = show;
    const round = scraper.scrape();
    await clock.pass(500);
    await round;
    expect([ask('a'), ask('sum(up)')]).toEqual([[], ['{} 0']]);
  });

  it('keeps what a target says of itself under other names', async () => {
    const { scraper, ask } = scraping(() => [pod(() => 'a{job="mine",other="x"} 1')]);
    await scraper.scrape();
    expect(ask('a')).toEqual(['{__name__="a", exported_job="mine", instance="a:80", job="pods", other="x"} 1']);
  });

  it('leaves a series to its own times', async () => {
    let text = `a 1 ${START - 1000}`;
    const { clock, scraper, ask } = scraping(() => [pod(() => text)]);
    await scraper.scrape();
    expect(ask('sum(timestamp(a))')).toEqual([`{} ${(START - 1000) / 1000}`]);
    text = '';
    await clock.pass(2000);
    await scraper.scrape();
    expect(ask('sum(a)')).toEqual(['{} 1']);
  });

  it('asks over http, and calls down what answers with an error', async () => {
    let status = 200;
    const url = await serving(() => ({ status, text: 'a 7\n' }));
    const { clock, scraper, ask } = scraping(() => [pod(url)]);
    await scraper.scrape();
    expect(ask('sum(a)')).toEqual(['{} 7']);
    status = 503;
    await clock.pass(2000);
    await scraper.scrape();
    expect([ask('a'), ask('sum(up)')]).toEqual([[], ['{} 0']]);
  });

  it('lets the store forget', async () => {
    const { store, clock, scraper } = scraping(() => [pod(() => 'a 1')]);
    await scraper.scrape();
    await clock.pass(16 * 60_000);
    await scraper.scrape();
    expect(store.select([]).every((series) => !series.isSeen(0, START))).toBe(true);
  });
});
