import { describe, expect, it } from '@jest/globals';
import { parseCanary, type Canary, type ToldEvent } from '@flagger/api';
import { eventWebhookListener } from './event-webhooks.ts';
import { ready, type Ready } from '../test/ready.ts';

const NOW = 1_784_000_000_123;
const GLOBAL = 'http://receiver.example:8080/global-events';

const aCanary = (name: string, namespace: string, webhooks: readonly object[] = []): Canary => {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace, uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      service: { port: 80 },
      analysis: { stepWeight: 5, webhooks },
    },
  });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
};
const anEvent = (event: Partial<ToldEvent> = {}): ToldEvent => ({
  type: 'Normal',
  message: 'Advance quarry.istio-11 canary weight 20',
  id: 'e17',
  phase: 'Progressing',
  checksum: 'c3',
  ...event,
});
const audit = {
  name: 'audit',
  type: 'event',
  url: 'http://receiver.example:8080/audit',
  metadata: { environment: 'test', eventType: 'ignored' },
};

function sentFor(canary: Canary, event: ToldEvent, eventWebhook?: string): readonly Ready[] {
  const sent: Ready[] = [];
  eventWebhookListener({
    sender: { send: (delivery) => sent.push(ready(delivery)) },
    clock: { now: () => NOW },
    eventWebhook,
  }).event?.(canary, event);
  return sent;
}
const bodyOf = (delivery: Ready | undefined): string => JSON.stringify(delivery?.post.body);
const idOf = ({ post }: Ready): unknown => post.headers?.['X-Flagger-Id'];

describe('an event', () => {
  // recording istio/11-webhooks-gates
  it('is told to the webhook of its canary, byte for byte as Flagger does', () => {
    const event = anEvent({
      type: 'Warning',
      message: 'Halt quarry.istio-11 advancement waiting for approval gate-start',
      phase: 'Initialized',
      checksum: '<checksum-2>',
    });
    const [sent, ...more] = sentFor(aCanary('quarry', 'istio-11', [audit]), event);
    expect(more).toEqual([]);
    expect(sent?.post.url).toBe('http://receiver.example:8080/audit');
    expect(bodyOf(sent)).toBe(
      '{"name":"quarry","namespace":"istio-11","phase":"Initialized","checksum":"<checksum-2>","metadata":{"environment":"test",'
        + '"eventMessage":"Halt quarry.istio-11 advancement waiting for approval gate-start","eventType":"Warning","timestamp":"1784000000123"}}',
    );
  });

  // recording istio/46-global-event-webhook
  it('of a canary without such a webhook is told to the one for all', () => {
    const event = anEvent({
      message: 'Promotion completed! Scaling down vellum.istio-46',
      phase: 'Succeeded',
      checksum: '<checksum-3>',
    });
    const [sent, ...more] = sentFor(
      aCanary('vellum', 'istio-46', [{ name: 'gate', type: 'confirm-rollout', url: 'http://gate.example' }]),
      event,
      GLOBAL,
    );
    expect(more).toEqual([]);
    expect(sent?.post).toMatchObject({ url: GLOBAL, timeoutMs: 10_000, headers: { 'X-Flagger-Id': 'e17' } });
    expect(bodyOf(sent)).toBe(
      '{"name":"vellum","namespace":"istio-46","phase":"Succeeded","checksum":"<checksum-3>","metadata":{'
        + '"eventMessage":"Promotion completed! Scaling down vellum.istio-46","eventType":"Normal","timestamp":"1784000000123"}}',
    );
  });

  it('is told to nobody where there is no webhook', () => {
    expect(sentFor(aCanary('loam', 'test'), anEvent())).toEqual([]);
  });

  it('is not told to the webhook for all where the canary has its own', () => {
    expect(sentFor(aCanary('loam', 'test', [audit]), anEvent(), GLOBAL).map(({ post }) => post.url)).toEqual([
      audit.url,
    ]);
  });

  it('keeps its keys in order among the metadata of the webhook', () => {
    const [sent] = sentFor(
      aCanary('loam', 'test', [{ ...audit, metadata: { z: '1', a: '2', timestamp: '3', Z: '4' } }]),
      anEvent(),
    );
    expect(bodyOf(sent)).toMatch(
      /"metadata":\{"Z":"4","a":"2","eventMessage":".*","eventType":"Normal","timestamp":"1784000000123","z":"1"\}\}$/,
    );
  });

  it('carries its id to each of several webhooks, which stays when the others are edited', () => {
    const [first, second, third] = ['one', 'two', 'two'].map((name) => ({ ...audit, name }));
    const all = sentFor(
      aCanary(
        'loam',
        'test',
        [first, second, third].filter((hook) => hook !== undefined),
      ),
      anEvent(),
    ).map(idOf);
    expect(new Set(all).size).toBe(3);
    expect(all.join()).toMatch(/^e17\.[0-9a-f]{8},e17\.[0-9a-f]{8},e17\.[0-9a-f]{8}$/);
    const fewer = sentFor(
      aCanary(
        'loam',
        'test',
        [second, third].filter((hook) => hook !== undefined),
      ),
      anEvent(),
    ).map(idOf);
    expect(fewer).toEqual(all.slice(1));
    expect(sentFor(aCanary('loam', 'test', [audit]), anEvent()).map(idOf)).toEqual(['e17']);
  });

  it.each([
    ['5s', 5_000],
    ['1m30s', 90_000],
    [undefined, 10_000],
    ['', 10_000],
    ['0s', 10_000],
  ])('waits for a webhook with timeout %j for %d ms', (timeout, expected) => {
    const [sent] = sentFor(
      aCanary('loam', 'test', [{ ...audit, ...(timeout !== undefined && { timeout }) }]),
      anEvent(),
    );
    expect(sent?.post.timeoutMs).toBe(expected);
  });

  it.each([
    [true, true],
    [false, false],
    [undefined, undefined],
  ])('takes any certificate where disableTLS is %j', (disableTLS, expected) => {
    const [sent] = sentFor(
      aCanary('loam', 'test', [{ ...audit, ...(disableTLS !== undefined && { disableTLS }) }]),
      anEvent(),
    );
    expect(sent?.post.anyCertificate).toBe(expected);
  });

  it('waits for earlier ones of the same canary and webhook, and for no others', () => {
    const other = { ...audit, name: 'other', url: 'http://other.example' };
    const lanes = [
      aCanary('loam', 'test', [audit, other]),
      aCanary('loam', 'test', [audit, other]),
      aCanary('sand', 'test', [audit]),
    ].flatMap((canary) => sentFor(canary, anEvent()).map(({ lane }) => lane));
    expect(lanes.slice(2, 4)).toEqual(lanes.slice(0, 2));
    expect(new Set(lanes).size).toBe(3);
  });
});
