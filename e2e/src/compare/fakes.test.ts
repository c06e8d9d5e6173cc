import { afterEach, describe, expect, it } from '@jest/globals';
import { FakeMetrics, FakeReceiver } from './fakes.ts';
import { Journal } from './journal.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) {
    stop();
  }
});

async function started<T extends { readonly server: { listen(): Promise<string>; stop(): void } }>(
  fake: T,
): Promise<string> {
  stops.push(() => fake.server.stop());
  return `http://${await fake.server.listen()}`;
}

describe('the fake metrics server', () => {
  it('answers and notes a query, asked either way', async () => {
    const journal = new Journal();
    const url = await started(new FakeMetrics(journal));
    const asked = await fetch(`${url}/api/v1/query?query=${encodeURIComponent('sum(\n  x)')}`, {
      headers: { 'X-Scope-OrgID': 'a' },
    });
    expect(await asked.json()).toMatchObject({ data: { result: [{ value: [expect.anything(), '99.5'] }] } });
    await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query: 'vector(1)' }) });
    expect(journal.sightings).toEqual([
      { saw: 'query', query: 'sum( x)', headers: { 'x-scope-orgid': 'a' } },
      { saw: 'query', query: 'vector(1)', headers: {} },
    ]);
  });

  it('is out of order when the scenario says so', async () => {
    const metrics = new FakeMetrics(new Journal());
    const url = await started(metrics);
    metrics.settings = { online: false };
    const asked = await fetch(`${url}/api/v1/query?query=vector(1)`);
    expect([asked.status, await asked.text()]).toEqual([503, 'maintenance']);
  });
});

describe('the fake receiver', () => {
  it('notes a call with its body, and answers as the scenario says', async () => {
    const journal = new Journal();
    const receiver = new FakeReceiver(journal);
    const url = await started(receiver);
    receiver.answers.set('/gate', { code: 403, body: 'closed' });
    const asked = await fetch(`${url}/gate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-flagger-id': '1' },
      body: '{"name":"a"}',
    });
    expect([asked.status, await asked.text()]).toEqual([403, 'closed']);
    expect(journal.sightings).toEqual([
      {
        saw: 'call',
        call: { path: '/gate', headers: { 'content-type': 'application/json' }, body: { name: 'a' }, answered: 403 },
      },
    ]);
  });
});
