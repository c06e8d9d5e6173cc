import { parseAllDocuments } from 'yaml';
import { listOf, treeOf, valueAt, type Tree } from '../../compare/values.ts';
import { hasHelm, helm } from '../helm.ts';

/** Values of the chart as documents set them, by name. */
export type Values = Readonly<Record<string, string>>;

/** Where no helm is: what the chart makes of the values that documents set. */
const FLAGS: Values = {
  'slack.url': 'slack-url',
  'slack.user': 'slack-user',
  'slack.channel': 'slack-channel',
  meshProvider: 'mesh-provider',
};

/** The stories say these themselves. */
const ITS_OWN = /^-(metrics-server|log-level)=/;

/** What a chart of this repository renders, as `helm upgrade -i <release> ./charts/<chart>` would apply it. */
export function rendered(chart: string, release: string, more: readonly string[]): readonly Tree[] {
  const text = helm('template', release, `charts/${chart}`, '--kube-version', '1.34.0', ...more);
  return parseAllDocuments(text)
    .map((document) => treeOf(document.toJS()))
    .filter(
      (object) =>
        object['kind'] !== undefined && valueAt(object, 'metadata', 'annotations', 'helm.sh/hook') === undefined,
    );
}

/** The flags of the operator that `helm upgrade -i flagger flagger/flagger --set …` installs: by the chart where helm is there. */
export function flagsOf(values: Values): readonly string[] {
  const known = Object.entries(values).flatMap(([name, value]) =>
    name in FLAGS ? [`-${FLAGS[name] ?? ''}=${value}`] : [],
  );
  if (!hasHelm()) {
    return known;
  }
  const set = Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const deployment = rendered('flagger', 'flagger', ['--namespace=istio-system', ...set]).find(
    ({ kind }) => kind === 'Deployment',
  );
  const args = listOf(valueAt(deployment, 'spec', 'template', 'spec', 'containers', 0, 'args')).map(String);
  const missing = known.filter((flag) => !args.includes(flag));
  if (missing.length > 0) {
    throw new Error(`charts/flagger leaves out ${missing.join(' ')}`);
  }
  return args.filter((flag) => !ITS_OWN.test(flag));
}
