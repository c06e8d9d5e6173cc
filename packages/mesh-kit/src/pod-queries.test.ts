import { expect, it } from '@jest/globals';
import { podQueries } from './pod-queries.ts';

const asked = (query: string): string =>
  query
    .replaceAll('{{ namespace }}', 'shop')
    .replaceAll('{{ target }}', 'basket')
    .replaceAll('{{ interval }}', '1m')
    .replace(/\s+/g, ' ')
    .trim();

const pods = 'kubernetes_namespace="shop", kubernetes_pod_name=~"basket-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"';

it('asks for the success rate as Flagger does', () => {
  const rate = (labels: string): string => `sum( rate( http_request_duration_seconds_count{ ${labels} }[1m] ) )`;
  expect(asked(podQueries.successRate)).toBe(`${rate(`${pods}, status!~"5.*"`)} / ${rate(pods)} * 100`);
});

it('asks for the duration as Flagger does', () => {
  expect(asked(podQueries.duration)).toBe(
    `histogram_quantile( 0.99, sum( rate( http_request_duration_seconds_bucket{ ${pods} }[1m] ) ) by (le) )`,
  );
});
