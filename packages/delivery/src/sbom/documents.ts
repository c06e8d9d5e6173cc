import type { JsonObject } from '@flagger/api';
import type { Component } from './components.ts';

/** A program of ours, of which there is one bundle. */
export interface Program {
  readonly name: string;
  readonly version: string;
}

/** A bill of materials in the words of CycloneDX 1.6; the same for the same bundle. */
export const cycloneDx = (program: Program, components: readonly Component[]): JsonObject => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: {
    component: {
      type: 'application',
      'bom-ref': program.name,
      ...program,
      licenses: [{ license: { id: 'Apache-2.0' } }],
    },
  },
  components: components.map(({ name, version, licence }) => ({
    type: 'library',
    'bom-ref': purl(name, version),
    name,
    version,
    purl: purl(name, version),
    licenses: [/[ ()]/.test(licence) ? { expression: licence } : { license: { id: licence } }],
  })),
  dependencies: [{ ref: program.name, dependsOn: components.map(({ name, version }) => purl(name, version)) }],
});

const purl = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** What licences ask to be handed on with the bundle. */
export const thirdParty = ({ name }: Program, components: readonly Component[]): string =>
  [
    `${name} holds parts of these packages, under these licences.\n`,
    ...components.map((each) =>
      [`${'='.repeat(80)}\n${each.name} ${each.version}: ${each.licence}\n`, ...each.texts].join('\n'),
    ),
  ].join('\n\n') + '\n';
