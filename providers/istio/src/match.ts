import type { AnalysisMatch, HttpMatch } from '@flagger/api';

/**
 * Which requests are in the test: each pair of an analysis match and a service match, where headers and source labels
 * of the analysis replace those of the service. As with Flagger, query parameters of the analysis do not count beside
 * a service match.
 */
export function testMatch(analysis: readonly AnalysisMatch[], service: readonly HttpMatch[]): readonly object[] {
  if (service.length === 0) {
    return analysis;
  }
  return analysis.flatMap(({ headers, sourceLabels }) =>
    service.map((match) => ({ ...match, ...(headers && { headers }), ...(sourceLabels && { sourceLabels }) })),
  );
}
