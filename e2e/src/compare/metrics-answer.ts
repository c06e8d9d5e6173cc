import { isTree, listOf, type Tree } from './values.ts';

/**
 * How the fake metrics server answers at the moment; operations.yaml changes parts of it (`metrics-server-answers`).
 */
export type MetricsSettings = Tree;

export const METRICS_AT_START: MetricsSettings = { online: true, success: 99.5, duration: 120, rules: [] };

/** A response of the fake metrics server. */
export interface MetricsAnswer {
  readonly code: number;
  readonly body: string;
}

/** The answer to a query: by the first rule whose text is in it, else by what kind of query it is. */
export function metricsAnswer(query: string, settings: MetricsSettings): MetricsAnswer {
  if (settings['online'] === false) {
    return { code: 503, body: 'maintenance' };
  }
  const setting = settingFor(query, settings);
  const [, code] = /^error (\d+)$/.exec(String(setting)) ?? [];
  return code === undefined
    ? { code: 200, body: vector(setting) }
    : { code: Number(code), body: 'query engine unavailable' };
}

/** The number, `empty`, `NaN` or `error <code>` that is set for a query. */
function settingFor(query: string, settings: MetricsSettings): unknown {
  if (query === 'vector(1)') {
    return 1;
  }
  const rule = listOf(settings['rules'])
    .map(listOf)
    .find(([part]) => typeof part === 'string' && query.includes(part));
  if (rule !== undefined) {
    return rule[1];
  }
  return /histogram_quantile|_duration_seconds_sum/.test(query) ? settings['duration'] : settings['success'];
}

function vector(value: unknown): string {
  const result = value === 'empty' ? [] : [{ metric: {}, value: [1_735_689_600, String(value)] }];
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
}

/** What a recording notes as the answer: the number, `empty`, `NaN` or `HTTP <code>`. */
export function answerNoted(answer: MetricsAnswer): unknown {
  if (answer.code !== 200) {
    return `HTTP ${answer.code}`;
  }
  const parsed: unknown = JSON.parse(answer.body);
  const data = isTree(parsed) && isTree(parsed['data']) ? listOf(parsed['data']['result']) : [];
  const [first] = data;
  const text = isTree(first) ? listOf(first['value'])[1] : 'empty';
  return Number.isFinite(Number(text)) ? Number(text) : text;
}
