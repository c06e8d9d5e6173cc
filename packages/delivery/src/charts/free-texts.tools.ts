import type { JsonObject } from '@flagger/api';
import { expect, it } from '@jest/globals';
import { listAt } from '../repository.ts';
import { podOf } from '../restricted.ts';
import { describeWith, rendered } from '../tools.ts';
import { valuesOf } from './values.ts';

/** What YAML takes for something else where it stands without quotes. */
const TEXTS = ['prod #1', 'a: b', "it's", '"b"', '\\d+ *', `long ${'words '.repeat(40)}end`];

/** Values that take any text, and the argument that each becomes. */
const VALUES: readonly (readonly [chart: string, path: string, argument: string])[] = [
  ['flagger', 'selectorLabels', '-selector-labels='],
  ['flagger', 'ingressAnnotationsPrefix', '-ingress-annotations-prefix='],
  ['flagger', 'ingressClass', '-ingress-class='],
  ['flagger', 'includeLabelPrefix', '-include-label-prefix='],
  ['flagger', 'clusterName', '-cluster-name='],
  ['flagger', 'slack.channel', '-slack-channel='],
  ['loadtester', 'cmd.namespaceRegexp', '-namespace-regexp='],
];

/** What the first container of the Deployment is started with. */
const argumentsOf = (objects: readonly JsonObject[]): readonly unknown[] =>
  objects
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap((each) => listAt(podOf(each), 'containers').slice(0, 1))
    .flatMap((container) => listAt(container, 'args'));

describeWith('helm', 'an argument that takes any text', () => {
  it.each([
    ['loadtester', 'cmd.namespaceRegexp', '-namespace-regexp='],
    ['loadtester', 'cmd.timeout', '-timeout=1h'],
    ['loadtester', 'logLevel', '-log-level=info'],
  ])('is what it is where nothing is said, where it is null: %s, %s', (chart, path, argument) => {
    expect(argumentsOf(rendered({ chart, values: valuesOf({ [path]: null }) }))).toContain(argument);
  });

  it.each(VALUES)('is that text, whatever YAML makes of it: %s, %s', (chart, path, argument) => {
    for (const text of TEXTS) {
      const args = argumentsOf(rendered({ chart, values: valuesOf({ [path]: text }) }));
      expect(args).toContain(`${argument}${text}`);
    }
  });
});
