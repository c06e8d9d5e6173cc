import { describe, expect, it } from '@jest/globals';
import { duration, successRate } from './queries.ts';

const asked = (query: string): string =>
  query.replaceAll('{{ namespace }}', 'shop').replaceAll('{{ service }}', 'basket').replaceAll('{{ interval }}', '1m');

const canary = 'service=~"basket-canary_shop_svc_[0-9a-zA-Z-]+",';

describe('the queries are those of Flagger', () => {
  it('for the success rate', () => {
    const series = 'envoy_cluster_upstream_rq';
    expect(asked(successRate)).toBe(
      `sum( rate( ${series}{ ${canary} envoy_response_code!~"5.*" }[1m] ) ) / sum( rate( ${series}{ ${canary} }[1m] ) ) * 100`,
    );
  });

  it('for the duration', () => {
    const buckets = `envoy_cluster_upstream_rq_time_bucket{ ${canary} }`;
    expect(asked(duration)).toBe(`histogram_quantile( 0.99, sum( rate( ${buckets}[1m] ) ) by (le) )`);
  });
});
