import { aCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { queryOfPrimary } from './scaler-query.ts';

const canaryOf = (name: string) => aCanary({ spec: { targetRef: { name }, service: { name: 'shop' } } });
const asked = (query: string, name = 'app'): string => queryOfPrimary(canaryOf(name), 'prometheus', query);

describe('a query in PromQL asks for the primary', () => {
  it.each([
    ['app="app"', 'app="app-primary"'],
    ["app='app'", "app='app-primary'"],
    ['app=`app`', 'app=`app-primary`'],
    ['app !~ "app"', 'app !~ "app-primary"'],
    ['"my.app"="app"', '"my.app"="app-primary"'],
    ['service="app-canary"', 'service="app-primary"'],
    ['service="app-primary"', 'service="app-primary"'],
    ['pod=~"app-.*"', 'pod=~"app-primary-.*"'],
    ['pod=~"app-[a-z0-9]+-.*"', 'pod=~"app-primary-[a-z0-9]+-.*"'],
    [String.raw`pod=~"^app-\\w+$"`, String.raw`pod=~"^app-primary-\\w+$"`],
    ['service=~"(app|app-canary)|other"', 'service=~"(app-primary|app-primary)|other"'],
    ['destination_service="app.test.svc.cluster.local"', 'destination_service="app-primary.test.svc.cluster.local"'],
    ['cluster="outbound|80||app.app.svc"', 'cluster="outbound|80||app-primary.app.svc"'],
    ['job="app/app"', 'job="app/app-primary"'],
    ['envoy_cluster_name=~"test_app-canary_80"', 'envoy_cluster_name=~"test_app-primary_80"'],
    ['service="test-app-canary-80@kubernetescrd"', 'service="test-app-primary-80@kubernetescrd"'],
  ])('where the value of a label names the target: %s', (matcher, wanted) => {
    expect(asked(`sum(rate(requests_total{${matcher},code!~"5.."}[1m]))`)).toBe(
      `sum(rate(requests_total{${wanted},code!~"5.."}[1m]))`,
    );
  });

  it.each([
    'app_requests_total + app',
    'sum by (app) (app{code="200"})',
    '{__name__="app"}',
    'x{namespace="app"}',
    'x{kubernetes_namespace=~"app|other"}',
    'x{app="apps"}',
    'x{app="webapp"}',
    'x{app="web-app"}',
    'x{app="app-worker"}',
    'x{pod=~"app-worker-.*"}',
    'x{pod=~"app-2-.*"}',
  ])('and nowhere else: %s', (query) => {
    expect(asked(query)).toBe(query);
  });

  it('also where the target is called as its namespace', () => {
    const query = 'x{namespace="test",app="test",pod=~"test-.*",service="test-test-80@k"}';
    expect(asked(query, 'test')).toBe(
      'x{namespace="test",app="test-primary",pod=~"test-primary-.*",service="test-test-primary-80@k"}',
    );
  });

  it('also of a target with a dot in its name', () => {
    expect(asked('x{app="a.b"} / x{app="a-b"}', 'a.b')).toBe('x{app="a.b-primary"} / x{app="a-b"}');
  });
});
