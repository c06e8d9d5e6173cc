import { describe, expect, it } from '@jest/globals';
import { duration, successRate } from './queries.ts';

const asked = (query: string): string =>
  query.replaceAll('{{ namespace }}', 'shop').replaceAll('{{ service }}', 'basket').replaceAll('{{ interval }}', '1m');

const cluster = 'envoy_cluster_name=~"shop-basket-canaryupstream-[0-9a-zA-Z-]+_[0-9a-zA-Z-]+",';

describe('the queries are those of Flagger', () => {
  it('for the success rate', () => {
    const series = 'envoy_cluster_upstream_rq';
    expect(asked(successRate)).toBe(
      `sum( rate( ${series}{ ${cluster} envoy_response_code!~"5.*" }[1m] ) ) / sum( rate( ${series}{ ${cluster} }[1m] ) ) * 100`,
    );
  });

  it('for the duration', () => {
    const buckets = `envoy_cluster_upstream_rq_time_bucket{ ${cluster} }`;
    expect(asked(duration)).toBe(`histogram_quantile( 0.99, sum( rate( ${buckets}[1m] ) ) by (le) )`);
  });
});
