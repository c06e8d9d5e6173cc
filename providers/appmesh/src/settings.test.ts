import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { gatewayAnnotations, listener, milliseconds, nodeSettings, retryPolicy } from './settings.ts';

describe('retryPolicy', () => {
  it.each([
    ['by default', {}, { maxRetries: 1, perTry: 250, httpRetryEvents: ['gateway-error'] }],
    [
      'where nothing makes sense',
      { attempts: 0, perTryTimeout: 'soon', retryOn: '' },
      { maxRetries: 1, perTry: 250, httpRetryEvents: ['gateway-error'] },
    ],
    [
      'as it is given',
      { attempts: 3, perTryTimeout: '1.5s', retryOn: 'server-error, stream-error' },
      { maxRetries: 3, perTry: 1500, httpRetryEvents: ['server-error', 'stream-error'] },
    ],
  ])('is known %s', (_title, retries, policy) => {
    expect(retryPolicy(meshCanary({ service: { retries } }))).toEqual(policy);
  });

  it('is none where the Canary does not say so', () => {
    expect(retryPolicy(meshCanary())).toBeUndefined();
  });
});

it.each([
  ['9s', 9000],
  ['1.0015s', 1001],
  ['0s', 0],
  ['9', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s is %s whole milliseconds', (text, value) => {
  expect(milliseconds(text)).toBe(value);
});

it.each([
  ['http', 'http'],
  ['grpc', 'grpc'],
  ['my-grpc-api', 'grpc'],
  [undefined, 'http'],
])('a port that is called %s speaks %s', (portName, protocol) => {
  expect(listener(meshCanary({ service: portName ? { portName } : {} }), 80)).toEqual({
    portMapping: { port: 80, protocol },
  });
});

it.each([
  ['enabled', true],
  ['disabled', false],
])('requests are logged where the annotation says enabled: %s', (accesslog, isLogged) => {
  const { metadata, ...canary } = meshCanary();
  const settings = nodeSettings(
    { ...canary, metadata: { ...metadata, annotations: { 'appmesh.flagger.app/accesslog': accesslog } } },
    () => ({}),
  );
  expect('logging' in settings).toBe(isLogged);
});

it('the gateway is told of retries only where there are some', () => {
  const told = (attempts: number) =>
    gatewayAnnotations(meshCanary({ service: { hosts: ['a.example.com'], retries: { attempts } } })).annotations;
  expect(told(2)).toHaveProperty(['gateway.appmesh.k8s.aws/retries'], '2');
  expect(told(0)).not.toHaveProperty(['gateway.appmesh.k8s.aws/retries']);
});
