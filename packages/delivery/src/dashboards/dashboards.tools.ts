import { expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { describeWith, saidBy, withFile } from '../tools.ts';
import { DASHBOARDS } from './files.ts';

/** A query as Grafana sends it. */
const sent = (query: string): string =>
  query
    .replaceAll('$__rate_interval', '5m')
    .replaceAll('$__range', '1h')
    .replaceAll(/\$\{?(\w+)\}?/g, '$1');

const rules = DASHBOARDS.flatMap(({ panels, moments = 'vector(1)' }) => [
  ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  moments,
]).map((expr, index) => ({ record: `query:${index}`, expr: sent(expr) }));

describeWith('promtool', 'every query of the dashboards', () => {
  it('is PromQL', () => {
    const groups = [{ name: 'dashboards', rules }];
    expect(withFile(stringify({ groups }), (file) => saidBy('promtool', ['check', 'rules', file]))).toContain(
      `SUCCESS: ${rules.length} rules found`,
    );
    expect(rules.length).toBeGreaterThan(50);
  });
});
