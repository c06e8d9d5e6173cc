import { setImmediate as others } from 'node:timers/promises';
import type { MetricValue, Registry } from 'prom-client';

/** Series of one name that are no metric of prom-client. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** One or more lines at a time. */
  lines(): Iterable<string>;
}

/** After a text of this length, a few ms of work, others get their turn. */
const LENGTH_AT_ONCE = 32 * 1024;

/**
 * All metrics of a registry, and then other families, in the text format of Prometheus, as prom-client writes it, but
 * piece by piece: ten thousand canaries have 50,000 lines, and nothing else may wait for all of them.
 */
export async function* metricsText(registry: Registry, families: readonly Family[] = []): AsyncGenerator<string> {
  let between = '';
  for (const { name } of registry.getMetricsAsArray()) {
    const metric = await registry.getSingleMetric(name)?.get();
    if (metric !== undefined) {
      yield `${between}${head({ ...metric, name, type: String(metric.type) })}`;
      yield* piecewise(metric.values, (value) => line(name, value));
      between = '\n\n';
    }
    await others();
  }
  for (const family of families) {
    yield `${between}${head(family)}`;
    yield* piecewise(family.lines(), (each) => each);
    between = '\n\n';
  }
  yield '\n';
}

const head = ({ name, help, type }: Pick<Family, 'name' | 'help' | 'type'>): string =>
  `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}`;

async function* piecewise<T>(values: Iterable<T>, line: (value: T) => string): AsyncGenerator<string> {
  let piece = '';
  for (const value of values) {
    piece += `\n${line(value)}`;
    if (piece.length >= LENGTH_AT_ONCE) {
      yield piece;
      piece = '';
      await others();
    }
  }
  yield piece;
}

function line(name: string, value: MetricValue<string>): string {
  const own = 'metricName' in value && typeof value.metricName === 'string' ? value.metricName : name;
  const labels = labelsText(value.labels);
  return `${own}${labels === '' ? '' : `{${labels}}`} ${number(value.value)}`;
}

/** Labels as they stand between the braces. */
export const labelsText = (labels: Readonly<Partial<Record<string, string | number>>>): string =>
  Object.entries(labels)
    .map(([label, text]) => `${label}="${quoted(String(text))}"`)
    .join(',');

function number(value: number): string {
  if (Number.isFinite(value)) {
    return String(value);
  }
  return Number.isNaN(value) ? 'Nan' : `${value > 0 ? '+' : '-'}Inf`;
}

const escaped = (text: string): string => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');

const quoted = (text: string): string => (/[\\\n"]/.test(text) ? escaped(text).replace(/"/g, '\\"') : text);
