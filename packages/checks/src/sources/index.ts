import type { MetricTemplate } from '@flagger/api';
import { prometheus } from './prometheus.ts';
import type { Source } from './source.ts';

/** Every kind of metrics server that can be asked, by the type that a MetricTemplate gives it. */
export const SOURCES = { prometheus } satisfies Partial<Record<SourceType, Source>>;

type SourceType = MetricTemplate['spec']['provider']['type'];

/** The source of a type; undefined where there is none yet. */
export function sourceOf(type: SourceType): Source | undefined {
  const known: Partial<Record<SourceType, Source>> = SOURCES;
  return known[type];
}
