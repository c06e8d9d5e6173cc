import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { at, ROOT, textAt } from '../repository.ts';
import { componentsIn } from './components.ts';
import { cycloneDx, thirdParty } from './documents.ts';

/** The bundles of this repository: its package, what it is called, its file. */
const BUNDLES = [
  ['packages/operator', 'flagger', 'flagger.mjs'],
  ['packages/loadtester', 'loadtester', 'loadtester.mjs'],
  ['packages/cli', 'kubectl-flagger', 'kubectl-flagger'],
] as const;

for (const [folder, name, file] of BUNDLES) {
  const metafile = `${ROOT}${folder}/dist/${file}.meta.json`;
  if (!existsSync(metafile)) {
    process.stdout.write(`${folder}: nothing is built there, so nothing is said of it\n`);
    continue;
  }
  const components = componentsIn(JSON.parse(readFileSync(metafile, 'utf8')), `${ROOT}${folder}`);
  const version = String(at(JSON.parse(textAt(`${folder}/package.json`)), 'version'));
  const program = { name, version };
  writeFileSync(`${ROOT}${folder}/dist/sbom.cdx.json`, `${JSON.stringify(cycloneDx(program, components), null, 2)}\n`);
  writeFileSync(`${ROOT}${folder}/dist/THIRD-PARTY.txt`, thirdParty(program, components));
  process.stdout.write(`${folder}/dist: THIRD-PARTY.txt and sbom.cdx.json of ${components.length} packages\n`);
}
