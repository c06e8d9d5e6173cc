import { setImmediate as others } from 'node:timers/promises';
import type { MetricValue, Registry } from 'prom-client';

/** After so many lines, a few ms of work, others get their turn. */
const LINES_AT_ONCE = 1_000;

/**
 * All metrics of a registry in the text format of Prometheus, as prom-client writes it, but piece by piece: ten
 * thousand canaries have 50,000 lines, and nothing else may wait for all of them.
 */
export async function metricsText(registry: Registry): Promise<string> {
  const blocks: string[] = [];
  for (const { name } of registry.getMetricsAsArray()) {
    const metric = await registry.getSingleMetric(name)?.get();
    if (metric !== undefined) {
      const head = `# HELP ${name} ${escaped(metric.help)}\n# TYPE ${name} ${metric.type}`;
      blocks.push([head, ...(await piecewise(metric.values, (value) => line(name, value)))].join('\n'));
    }
    await others();
  }
  return `${blocks.join('\n\n')}\n`;
}

async function piecewise<T>(values: readonly T[], line: (value: T) => string): Promise<readonly string[]> {
  const pieces: string[] = [];
  for (let from = 0; from < values.length; from += LINES_AT_ONCE) {
    pieces.push(
      values
        .slice(from, from + LINES_AT_ONCE)
        .map(line)
        .join('\n'),
    );
    await others();
  }
  return pieces;
}

function line(name: string, value: MetricValue<string>): string {
  const own = 'metricName' in value && typeof value.metricName === 'string' ? value.metricName : name;
  const labels = Object.entries(value.labels).map(([label, text]) => `${label}="${quoted(String(text))}"`);
  return `${own}${labels.length === 0 ? '' : `{${labels.join(',')}}`} ${number(value.value)}`;
}

function number(value: number): string {
  if (Number.isFinite(value)) {
    return String(value);
  }
  return Number.isNaN(value) ? 'Nan' : `${value > 0 ? '+' : '-'}Inf`;
}

const escaped = (text: string): string => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');

const quoted = (text: string): string => (/[\\\n"]/.test(text) ? escaped(text).replace(/"/g, '\\"') : text);
