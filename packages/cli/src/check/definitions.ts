import { fieldsOf, itemsOf, textOf } from '@flagger/view';
import type { Asked } from '../command.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

const NAMES = ['canaries', 'metrictemplates', 'alertproviders'];
const VERSION = 'v1beta1';

/** Whether the kinds are installed, and keep what the operator writes. */
export async function definitions({ cluster }: Asked): Promise<readonly Finding[]> {
  const findings = await Promise.all(
    NAMES.map(async (plural) => {
      const name = `${plural}.flagger.app`;
      const crd = await cluster.get('CustomResourceDefinition', { name });
      const versions = itemsOf(fieldsOf(crd?.spec).versions).map(fieldsOf);
      const version = versions.find((each) => textOf(each.name) === VERSION);
      if (crd === undefined || version?.served !== true) {
        return wrong('CHK010', `the kind ${name} is not served in ${VERSION}`, 'Apply artifacts/flagger/crd.yaml.');
      }
      return plural === 'canaries' && !keepsAnalysis(version)
        ? warning(
            'CHK011',
            `the CRD ${name} is of an older version: it drops status.analysis`,
            'Apply artifacts/flagger/crd.yaml; until then nobody sees the last checks.',
          )
        : ok('CHK010', `the kind ${name} is served in ${VERSION}`);
    }),
  );
  return findings;
}

function keepsAnalysis(version: Readonly<Record<string, unknown>>): boolean {
  const { status } = fieldsOf(fieldsOf(fieldsOf(version.schema).openAPIV3Schema).properties);
  const { properties, 'x-kubernetes-preserve-unknown-fields': keepsAll } = fieldsOf(status);
  return keepsAll === true || fieldsOf(properties).analysis !== undefined;
}
