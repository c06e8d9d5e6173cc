export { parseExposition, type ShownSample } from './exposition.ts';
export { metricsApi, type MetricsApiOptions } from './http.ts';
export { labelsOf, type Labels } from './labels.ts';
export {
  instantQuery,
  QueryProblem,
  rangeQuery,
  type Answer,
  type QueryOptions,
  type Span,
  type Track,
} from './promql/query.ts';
export { Scraper, type ScraperOptions, type Target } from './scraper.ts';
export { STALE } from './series.ts';
export { MetricStore, type StoreOptions } from './store.ts';
