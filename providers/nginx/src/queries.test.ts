import { describe, expect, it } from '@jest/globals';
import { duration, successRate } from './queries.ts';

const asked = (query: string): string =>
  query.replaceAll('{{ namespace }}', 'shop').replaceAll('{{ ingress }}', 'front').replaceAll('{{ interval }}', '1m');

const canary = 'namespace="shop", ingress="front", canary!=""';

describe('the queries are those of Flagger', () => {
  it('for the success rate', () => {
    expect(asked(successRate)).toBe(
      `sum( rate( nginx_ingress_controller_requests{ ${canary}, status!~"5.*" }[1m] ) ) / sum( rate( nginx_ingress_controller_requests{ ${canary} }[1m] ) ) * 100`,
    );
  });

  it('for the duration, which is an average', () => {
    const of = (what: string): string =>
      `sum( rate( nginx_ingress_controller_response_duration_seconds_${what}{ ${canary} }[1m] ) )`;
    expect(asked(duration)).toBe(`${of('sum')} / ${of('count')} * 1000`);
  });
});
