import { describe, expect, it } from '@jest/globals';
import { redactedText } from './redacted-text.ts';

describe('texts lose', () => {
  it.each([
    ['the user of an address', 'GET https://user:s3cret@host:9090/api failed', 'GET https://***@host:9090/api failed'],
    ['a token as user', 'https://s3cret@host/', 'https://***@host/'],
    [
      'a token in a query',
      'https://host/path?a=1&access_token=s3cret&b=2',
      'https://host/path?a=1&access_token=***&b=2',
    ],
    ['an API key', '"http://host/?apikey=s3cret"', '"http://host/?apikey=***"'],
    ['a signature', 'http://host/?sig=s3cret#here', 'http://host/?sig=***#here'],
    [
      'a Slack webhook',
      'POST https://hooks.slack.com/services/T0/B0/s3cret: 403',
      'POST https://hooks.slack.com/*** 403',
    ],
    ['a Discord webhook', 'https://discord.com/api/webhooks/1/s3cret/slack', 'https://discord.com/api/webhooks/***'],
    [
      'a Teams webhook',
      'https://acme.webhook.office.com/webhookb2/s3cret@x/Incoming',
      'https://acme.webhook.office.com/***',
    ],
    [
      'a Google Chat webhook',
      'https://chat.googleapis.com/v1/spaces/A/messages?key=s3cret',
      'https://chat.googleapis.com/v1/spaces/***',
    ],
    ['a Rocket webhook', 'https://rocket.example/hooks/1/s3cret', 'https://rocket.example/hooks/***'],
    ['a bearer token', 'header Bearer s3cret.token-1 refused', 'header Bearer *** refused'],
    ['basic credentials', 'authorization: Basic dXNlcjpwdw==', 'authorization: Basic ***'],
    ['any other authorization', '"authorization":"s3cret"', '"authorization":"***"'],
    ['a JSON web token', 'with eyJhbGciOi.eyJzdWIiOi.s3cret', 'with ***'],
    ['a Slack token', 'with xoxb-1-2-s3cret', 'with ***'],
  ])('%s', (_, said, expected) => {
    expect(redactedText(said)).toBe(expected);
  });

  it.each([
    'Halt podinfo.test advancement success rate 98.69% < 99%',
    'Pre-rollout check http://flagger-loadtester.test/gate?x=1 passed',
    'sum(rate(istio_requests_total{destination_workload="podinfo"}[1m]))',
    'user@example.org',
  ])('nothing else: %s', (said) => {
    expect(redactedText(said)).toBe(said);
  });
});

it('very long texts are cut', () => {
  expect(redactedText(`?${'key'.repeat(100_000)}`)).toHaveLength(8_003);
});
