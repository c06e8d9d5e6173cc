import { describe, expect, it } from '@jest/globals';
import { duration, successRate } from './queries.ts';

const asked = (query: string): string =>
  query
    .replaceAll('{{ namespace }}', 'shop')
    .replaceAll('{{ route }}', 'front')
    .replaceAll('{{ service }}', 'basket')
    .replaceAll('{{ interval }}', '1m');

const route = 'route=~"shop_front-basket-canary_.+"';

describe('the queries are those of Flagger', () => {
  it('for the success rate', () => {
    expect(asked(successRate)).toBe(
      `sum( rate( apisix_http_status{ ${route}, code!~"5.." }[1m] ) ) / sum( rate( apisix_http_status{ ${route} }[1m] ) ) * 100`,
    );
  });

  it('for the duration, in milliseconds', () => {
    expect(asked(duration)).toBe(
      `histogram_quantile( 0.99, sum( rate( apisix_http_latency_bucket{ type=~"request", ${route} }[1m] ) ) by (le) )`,
    );
  });
});
