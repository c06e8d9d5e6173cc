import { describe, expect, it } from '@jest/globals';
import { withCurrentName } from './metric-names.ts';

describe('a metric by a name of 2019', () => {
  it.each([
    ['istio_requests_total', 'request-success-rate'],
    ['istio_request_duration_seconds_bucket', 'request-duration'],
    ['envoy_cluster_upstream_rq', 'request-success-rate'],
    ['envoy_cluster_upstream_rq_time_bucket', 'request-duration'],
  ])('%s is the built-in %s, with its threshold and interval', (former, name) => {
    expect(withCurrentName({ name: former, threshold: 99, interval: '1m' })).toEqual({
      name,
      threshold: 99,
      interval: '1m',
    });
  });

  it('keeps its name where it brings its own query or template', () => {
    const own = [
      { name: 'istio_requests_total', query: 'up' },
      { name: 'istio_requests_total', templateRef: { name: 't' } },
      { name: 'orders' },
    ];
    expect(own.map(withCurrentName)).toEqual(own);
  });
});
