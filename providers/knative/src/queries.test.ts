import { describe, expect, it } from '@jest/globals';
import { duration, successRate } from './queries.ts';

const asked = (query: string): string =>
  query
    .replaceAll('{{ namespace }}', 'shop')
    .replaceAll('{{ route }}', 'basket-00002')
    .replaceAll('{{ interval }}', '1m');

describe('the queries are those of Flagger, with its commas', () => {
  it('for the success rate', () => {
    expect(asked(successRate)).toBe(
      'sum( rate( envoy_cluster_upstream_rq{ envoy_cluster_name=~"shop/basket-00002", envoy_response_code!~"5.*" }[1m] ) ) / sum( rate( envoy_cluster_upstream_rq{ envoy_cluster_name=~"shop/basket-00002", }[1m] ) ) * 100',
    );
  });

  it('for the duration, in milliseconds', () => {
    expect(asked(duration)).toBe(
      'histogram_quantile( 0.99, sum( rate( envoy_cluster_upstream_rq_time_bucket{ envoy_cluster_name=~"shop/basket-00002", }[1m] ) ) by (le) )',
    );
  });
});
