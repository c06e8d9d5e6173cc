import { expect, it } from '@jest/globals';
import { istioQueries } from './istio-series.ts';

const asked = (query: string): string =>
  query
    .replaceAll('{{ namespace }}', 'shop')
    .replaceAll('{{ target }}', 'basket')
    .replaceAll('{{ interval }}', '1m')
    .replace(/\s+/g, ' ')
    .trim();

it('asks for the success rate as Flagger does', () => {
  const all = 'reporter="destination", destination_workload_namespace="shop", destination_workload=~"basket"';
  expect(asked(istioQueries.successRate)).toBe(
    `sum( rate( istio_requests_total{ ${all}, response_code!~"5.*" }[1m] ) ) / sum( rate( istio_requests_total{ ${all} }[1m] ) ) * 100`,
  );
});

it('asks for the duration as Flagger does', () => {
  expect(asked(istioQueries.duration)).toBe(
    'histogram_quantile( 0.99, sum( rate( istio_request_duration_milliseconds_bucket{ reporter="destination", '
      + 'destination_workload_namespace="shop", destination_workload=~"basket" }[1m] ) ) by (le) )',
  );
});
