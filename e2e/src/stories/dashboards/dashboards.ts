import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { listOf, textOf, treeOf, valueAt } from '../../compare/values.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../charts/grafana/dashboards');

/** The dashboards, by their files. */
export const DASHBOARDS = readdirSync(FOLDER).map((file) => file.replace('.json', ''));

/** One query of a dashboard, as Grafana sends it. */
export interface Query {
  readonly dashboard: string;
  readonly panel: string;
  readonly query: string;
}

const VARIABLES: Readonly<Record<string, string>> = {
  ...{ namespace: 'test', canary: 'podinfo', primary: 'podinfo-primary', ingress: 'podinfo' },
  // some scrapes of two seconds each, and what a run of a minute can show
  ...{ __rate_interval: '20s', __range: '5m', datasource: '' },
};

/** Every query of a dashboard, for the canary of the examples; throws for a variable that is not known. */
export function queriesOf(dashboard: string): readonly Query[] {
  const tree = treeOf(JSON.parse(readFileSync(`${FOLDER}/${dashboard}.json`, 'utf8')));
  const panels = listOf(tree['panels']).map(treeOf);
  const asked = panels.flatMap((panel) =>
    listOf(panel['targets']).map((target) => [textOf(panel['title']), textOf(treeOf(target)['expr'])] as const),
  );
  const marks = listOf(valueAt(tree, 'annotations', 'list')).map(
    (each) => ['marks', textOf(treeOf(each)['expr'])] as const,
  );
  return [...asked, ...marks].map(([panel, expr]) => ({ dashboard, panel, query: filled(expr) }));
}

const filled = (expr: string): string =>
  expr
    // marks are moments of the last minute: at the pace of a story, of the last seconds
    .replaceAll('offset 1m', 'offset 5s')
    .replaceAll(/\$\{?(\w+)\}?/g, (_, name: string) => {
      const value = VARIABLES[name];
      if (value === undefined) {
        throw new Error(`nothing is known of the variable ${name} in ${expr}`);
      }
      return value;
    });

/** Asks a Prometheus; whether there was a value that is a number. Throws where it does not understand. */
export async function isAnswered(server: string, { query }: Query): Promise<boolean> {
  const response = await fetch(`${server}/api/v1/query?query=${encodeURIComponent(query)}`);
  const answer = treeOf(await response.json());
  if (answer['status'] !== 'success') {
    throw new Error(`${server} says of ${query}: ${textOf(answer['error'])}`);
  }
  return listOf(valueAt(answer, 'data', 'result')).some((each) => {
    const value = listOf(treeOf(each)['value'])[1];
    return value !== undefined && value !== 'NaN';
  });
}
