import { expect, it } from '@jest/globals';
import { duration, successRate } from './queries.ts';

const asked = (query: string): string =>
  query
    .replaceAll('{{ namespace }}', 'shop')
    .replaceAll('{{ target }}', 'basket')
    .replaceAll('{{ interval }}', '1m')
    .replace(/\s+/g, ' ')
    .trim();

const pods = 'kubernetes_namespace="shop", kubernetes_pod_name=~"basket-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"';

it('asks for the success rate as Flagger does', () => {
  expect(asked(successRate)).toBe(
    `sum( rate( envoy_cluster_upstream_rq{ ${pods}, envoy_response_code!~"5.*" }[1m] ) ) / sum( rate( envoy_cluster_upstream_rq{ ${pods} }[1m] ) ) * 100`,
  );
});

it('asks for the duration as Flagger does', () => {
  expect(asked(duration)).toBe(
    `histogram_quantile( 0.99, sum( rate( envoy_cluster_upstream_rq_time_bucket{ ${pods} }[1m] ) ) by (le) )`,
  );
});
