import { describe, expect, it } from '@jest/globals';
import { describe as sentence } from './errors.ts';
import { parseCanary } from './parse.ts';

const targetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' };
const analysis = { interval: '30s', threshold: 5, stepWeight: 10, maxWeight: 50 };

function told(spec: object): readonly string[] {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'loam', namespace: 'test', uid: 'u-1' },
    spec: { targetRef, service: { port: 80 }, analysis, ...spec },
  });
  return parsed.problems?.map(sentence) ?? [];
}

const ofAnalysis = (change: object): readonly string[] => told({ analysis: { ...analysis, ...change } });
const ofService = (change: object): readonly string[] => told({ service: { port: 80, ...change } });

describe('a mistake in the analysis', () => {
  const share = 'a whole number from 0 to 100';
  const cookie = 'a name of letters, digits and - _ . without spaces, = and ;';
  it.each<[object, string]>([
    [{ stepWeight: 120 }, `spec.analysis.stepWeight: found 120, allowed is ${share}`],
    [{ maxWeight: 150 }, `spec.analysis.maxWeight: found 150, allowed is ${share}`],
    [
      { stepWeight: undefined, stepWeights: [10, 5, 50] },
      'spec.analysis.stepWeights[1]: found 5 after 10, allowed is a weight of at least 10, since weights only grow',
    ],
    [
      { sessionAffinity: { cookieName: 'a;b' } },
      `spec.analysis.sessionAffinity.cookieName: found "a;b", allowed is ${cookie}`,
    ],
    [
      { sessionAffinity: { cookieName: '' } },
      `spec.analysis.sessionAffinity.cookieName: found "", allowed is ${cookie}`,
    ],
    [{ sessionAffinity: {} }, 'spec.analysis.sessionAffinity.cookieName: found nothing, allowed is a text'],
    [
      { sessionAffinity: { cookieName: 'a', primaryCookieName: 'b=c' } },
      `spec.analysis.sessionAffinity.primaryCookieName: found "b=c", allowed is ${cookie}`,
    ],
    [
      { sessionAffinity: { cookieName: 'a', maxAge: -1 } },
      'spec.analysis.sessionAffinity.maxAge: found -1, allowed is a whole number of seconds, 0 for a day',
    ],
    [
      { sessionAffinity: { cookieName: 'a', path: '/a; Secure' } },
      'spec.analysis.sessionAffinity.path: found "/a; Secure", allowed is a text of ASCII without semicolons and line breaks',
    ],
    [
      { sessionAffinity: { cookieName: 'a', domain: 'a.example\nx: y' } },
      'spec.analysis.sessionAffinity.domain: found "a.example\\nx: y", allowed is a text of ASCII without semicolons and line breaks',
    ],
    [
      { sessionAffinity: { cookieName: 'a', sameSite: 'strict' } },
      'spec.analysis.sessionAffinity.sameSite: found "strict", allowed is Strict, Lax or None',
    ],
    [
      { webhooks: [{ name: 'lt', url: 'not a url' }] },
      'spec.analysis.webhooks[0].url: found a text, allowed is an address with http:// or https://',
    ],
    [
      { metrics: [{ name: 'request-success-rate', thresholdRange: { min: 99, max: 1 } }] },
      'spec.analysis.metrics[0].thresholdRange: found {"min":99,"max":1}, allowed is a min of at most max, since no value is at least 99 and at most 1',
    ],
    [
      { metrics: [{ name: 'istio_request_total', threshold: 99 }] },
      'spec.analysis.metrics[0]: found "istio_request_total" without query and templateRef, allowed is a query, a templateRef, or one of the names request-success-rate or request-duration',
    ],
  ])('%j is refused', (change, text) => {
    expect(ofAnalysis(change)).toEqual([text]);
  });

  it.each(['ftp://w', 'w:80/x', '//w', 'http://', 'http:///x', ' http://w', 'http://[w', 'http://a b/'])(
    'the address %j of a webhook is refused',
    (url) => {
      expect(ofAnalysis({ webhooks: [{ name: 'lt', url }] })).toHaveLength(1);
    },
  );

  it.each(['http://w', 'HTTPS://w.test:8443/x?y=z', 'http://a:b@w/', 'http://[::1]:80/', 'http://w/a b'])(
    'the address %j of a webhook can be called',
    (url) => {
      expect(ofAnalysis({ webhooks: [{ name: 'lt', url }] })).toEqual([]);
    },
  );

  it.each<object>([
    { stepWeight: undefined, stepWeights: [1, 2, 10, 200] },
    { stepWeight: undefined, stepWeights: [10, 10, 50] },
    { stepWeight: 60 },
    { stepWeightPromotion: 120 },
    { interval: '3s' },
    { threshold: 0 },
    // Flagger's own example for Graphite: what a template makes of it is its business
    { metrics: [{ name: 'errors', templateRef: { name: 'errors' }, interval: '1min' }] },
    { metrics: [{ name: 'errors', templateRef: { name: 'errors' }, interval: '1h' }] },
  ])('%j does no harm and is taken, as by Flagger', (change) => {
    expect(ofAnalysis(change)).toEqual([]);
  });
});

describe('an interval that is no duration of Go is refused', () => {
  const templateRef = { name: 'errors' };
  it.each<[object, string]>([
    [{ name: 'request-duration' }, '1min'],
    [{ name: 'request-duration', templateRef }, '1min'],
    [{ name: 'errors', query: 'up' }, '1min'],
    [{ name: 'errors', query: 'up', templateRef }, '1min'],
    [{ name: 'errors', templateRef }, 'min'],
  ])('of %j: %s', (metric, interval) => {
    expect(ofAnalysis({ metrics: [{ ...metric, interval }] })).toEqual([
      `spec.analysis.metrics[0].interval: found "${interval}", allowed is a duration such as 30s, 1m30s or 500ms`,
    ]);
  });
});

describe('a mistake in the service', () => {
  const name = 'up to 55 of a-z, 0-9 and -, without - at the ends';
  const target = 'a port from 1 to 65535, or the name of one: up to 15 of a-z, 0-9 and -';
  it.each<[object, string]>([
    [{ port: 70000 }, 'spec.service.port: found 70000, allowed is a whole number from 0 to 65535'],
    [{ port: 0 }, 'spec.service.port: found 0, allowed is a whole number from 1 to 65535'],
    [{ port: 80.5 }, 'spec.service.port: found 80.5, allowed is a whole number from 0 to 65535'],
    [{ targetPort: 70000 }, `spec.service.targetPort: found 70000, allowed is ${target}`],
    [{ targetPort: 'Web' }, `spec.service.targetPort: found "Web", allowed is ${target}`],
    [{ targetPort: '8080' }, `spec.service.targetPort: found "8080", allowed is ${target}`],
    [
      { portName: 'a_b' },
      'spec.service.portName: found "a_b", allowed is up to 63 of a-z, 0-9 and -, without - at the ends',
    ],
    [
      { appProtocol: 'HTTP 2' },
      'spec.service.appProtocol: found "HTTP 2", allowed is a protocol such as http, grpc or kubernetes.io/h2c',
    ],
    [{ name: 'a'.repeat(56) }, `spec.service.name: found "${'a'.repeat(56)}", allowed is ${name}`],
    [{ name: 'Loam' }, `spec.service.name: found "Loam", allowed is ${name}`],
  ])('%j is refused', (change, text) => {
    expect(ofService(change)).toEqual([text]);
  });

  it.each<object>([
    { targetPort: 0 },
    { targetPort: '' },
    { targetPort: 'web' },
    { appProtocol: '' },
    { appProtocol: 'kubernetes.io/h2c' },
    { appProtocol: 'TCP' },
    { name: '' },
    { name: 'a'.repeat(55) },
  ])('%j is none', (change) => {
    expect(ofService(change)).toEqual([]);
  });

  it('a target whose name no service can have is refused, unless they have a name of their own', () => {
    const dotted = { ...targetRef, name: 'loam.web' };
    expect(told({ targetRef: dotted })).toEqual([
      'spec.service.name: found nothing, and a target called loam.web, allowed is a name without dots: no service can be called after the target',
    ]);
    expect(told({ targetRef: dotted, service: { port: 80, name: 'loam' } })).toEqual([]);
  });

  it('a name that its copy cannot have is refused', () => {
    const name = 'a'.repeat(246);
    const autoscalerRef = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name };
    expect(told({ targetRef: { ...targetRef, name }, autoscalerRef, service: { port: 80, name: 'loam' } })).toEqual(
      ['targetRef', 'autoscalerRef'].map(
        (field) =>
          `spec.${field}.name: found 246 characters, allowed is a name of at most 245 characters: a ${field === 'targetRef' ? 'Deployment' : 'HorizontalPodAutoscaler'} called so with -primary at its end cannot be`,
      ),
    );
    expect(told({ autoscalerRef: { ...autoscalerRef, name: 'a'.repeat(245) } })).toEqual([]);
  });

  it('a target whose name is too long for its services is refused, unless they have a name of their own', () => {
    const long = { ...targetRef, name: 'a'.repeat(56) };
    expect(told({ targetRef: long })).toEqual([
      `spec.service.name: found nothing, and a target with a name of 56 characters, allowed is a name of at most 55 characters: services called ${long.name}-primary and -canary cannot be`,
    ]);
    expect(told({ targetRef: long, service: { port: 80, name: 'loam' } })).toEqual([]);
  });

  it('a port of 0 is none where the target brings its service', () => {
    const knative = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'loam' };
    expect(told({ targetRef: knative, service: { port: 0 } })).toEqual([]);
  });
});

it('a deadline before which no pod can be ready is refused', () => {
  expect(told({ progressDeadlineSeconds: 0 })).toEqual([
    'spec.progressDeadlineSeconds: found 0, allowed is a whole number from 1 upwards',
  ]);
});

it('an autoscaler of the primary with fewer replicas at most than at least is refused', () => {
  const autoscalerRef = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'loam' };
  const primaryScalerReplicas = { minReplicas: 5, maxReplicas: 2 };
  expect(told({ autoscalerRef: { ...autoscalerRef, primaryScalerReplicas } })).toEqual([
    'spec.autoscalerRef.primaryScalerReplicas.maxReplicas: found 2, allowed is at least minReplicas, which is 5',
  ]);
  expect(told({ autoscalerRef: { ...autoscalerRef, primaryScalerReplicas: { minReplicas: 5 } } })).toEqual([]);
});
