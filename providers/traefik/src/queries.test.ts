import { describe, expect, it } from '@jest/globals';
import { duration, successRate } from './queries.ts';

const asked = (query: string): string =>
  query.replaceAll('{{ namespace }}', 'shop').replaceAll('{{ service }}', 'basket').replaceAll('{{ interval }}', '1m');

const series = 'traefik_service_request_duration_seconds_bucket';
const service = 'service=~"shop-basket-canary-[0-9a-zA-Z-]+@kubernetescrd"';

describe('the queries are those of Flagger', () => {
  it('for the success rate', () => {
    expect(asked(successRate)).toBe(
      `sum( rate( ${series}{ ${service}, code!~"5..", le="+Inf" }[1m] ) ) / sum( rate( ${series}{ ${service}, le="+Inf" }[1m] ) ) * 100`,
    );
  });

  it('for the duration, in milliseconds', () => {
    expect(asked(duration)).toBe(
      `histogram_quantile( 0.99, sum( rate( ${series}{ ${service} }[1m] ) ) by (le) ) * 1000`,
    );
  });
});
