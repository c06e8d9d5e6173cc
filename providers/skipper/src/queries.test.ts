import { describe, expect, it } from '@jest/globals';
import { duration, successRate, written } from './queries.ts';

const asked = (query: string): string =>
  query
    .replaceAll('{{ namespace }}', written('skipper-01'))
    .replaceAll('{{ ingress }}', written('reef-ing'))
    .replaceAll('{{ service }}', written('reef'))
    .replaceAll('{{ interval }}', '1m');

const canary = 'route=~"kube(ew)?_skipper_01__reef_ing_canary__.*__reef_canary(_[0-9]+)?"';

describe('the queries are those of Flagger', () => {
  it('for the success rate', () => {
    expect(asked(successRate)).toBe(
      `sum(rate(skipper_response_duration_seconds_bucket{${canary},code!~"5..",le="+Inf"}[1m])) / sum(rate(skipper_response_duration_seconds_bucket{${canary},le="+Inf"}[1m])) * 100`,
    );
  });

  it('for the duration, which is an average', () => {
    const of = (what: string): string => `sum(rate(skipper_serve_route_duration_seconds_${what}{${canary}}[1m]))`;
    expect(asked(duration)).toBe(`${of('sum')} / ${of('count')} * 1000`);
  });

  it('with names as Skipper writes them', () => {
    expect(written('shop-1.de_x')).toBe('shop_1_de_x');
  });
});
