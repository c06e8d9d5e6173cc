export { PROVIDER_QUERIES } from './differential/provider-queries.ts';
export { parseExposition, type ShownSample } from './exposition.ts';
export { metricsApi, type MetricsApiOptions } from './http.ts';
export { labelsOf } from './labels.ts';
export { instantQuery } from './promql/query.ts';
export { anchored, type Expression, expression } from './re2.ts';
export { Scraper, type ScraperOptions, type Target } from './scraper.ts';
export { STALE } from './series.ts';
export { MetricStore, type StoreOptions } from './store.ts';
