import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { queries } from './queries.ts';

const asked = (query: string): string =>
  query.replaceAll('{{ namespace }}', 'shop').replaceAll('{{ target }}', 'basket').replaceAll('{{ interval }}', '1m');

const istio = 'reporter="destination", destination_workload_namespace="shop", destination_workload=~"basket"';
const osm = 'destination_namespace="shop", destination_kind="Deployment", destination_name="basket"';

describe('the queries of each mesh are those of Flagger', () => {
  it.each([
    ['istio', `istio_requests_total{ ${istio}, response_code!~"5.*" }`, `istio_requests_total{ ${istio} }`],
    [
      'linkerd',
      'response_total{ namespace="shop", deployment=~"basket", classification!="failure", direction="inbound" }',
      'response_total{ namespace="shop", deployment=~"basket", direction="inbound" }',
    ],
    ['osm', `osm_request_total{ ${osm}, response_code!~"5.*" }`, `osm_request_total{ ${osm} }`],
  ] as const)('for the success rate: %s', (mesh, well, all) => {
    expect(asked(queries[mesh].successRate)).toBe(`sum( rate( ${well}[1m] ) ) / sum( rate( ${all}[1m] ) ) * 100`);
  });

  it.each([
    ['istio', `istio_request_duration_milliseconds_bucket{ ${istio} }`],
    ['linkerd', 'response_latency_ms_bucket{ namespace="shop", deployment=~"basket", direction="inbound" }'],
    ['osm', `osm_request_duration_ms_bucket{ ${osm} }`],
  ] as const)('for the duration: %s', (mesh, bucket) => {
    expect(asked(queries[mesh].duration)).toBe(`histogram_quantile( 0.99, sum( rate( ${bucket}[1m] ) ) by (le) )`);
  });
});

describe('the Prometheus of linkerd-viz, which knows nothing of the Gateway API', () => {
  const example = readFileSync(new URL('../../../artifacts/examples/gatewayapi-linkerd.yaml', import.meta.url), 'utf8');
  const compact = (text: string): string => text.replaceAll(/\s+/g, '');

  it.each([queries.linkerd.successRate, queries.linkerd.duration])('is asked the same by the example: %s', (query) => {
    expect(compact(example)).toContain(`query:|${compact(query)}---`);
  });

  it('is asked by templates alone there', () => {
    const metrics = [...example.matchAll(/- name: (\S+)\n\s+(templateRef:\n\s+name: (\S+))?/g)];
    expect(metrics.flatMap(([, name, , template]) => (name === 'load-test' ? [] : [[name, template]]))).toEqual([
      ['success-rate', 'success-rate'],
      ['latency', 'latency'],
    ]);
  });
});
