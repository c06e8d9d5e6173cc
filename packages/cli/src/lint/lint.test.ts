import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { house, type Ran, type Setting, typed } from '../../test/house.ts';
import { aCanary } from '../../test/objects.ts';
import { EXIT } from '../exit.ts';
import { LINTING } from './commands.ts';

const cluster = house();
const folder = mkdtempSync(join(tmpdir(), 'flagger-lint-'));
const RIGHT = readFileSync(new URL('../../../../artifacts/examples/istio-canary.yaml', import.meta.url), 'utf8');
const WRONG = RIGHT.replace('interval: 10s', 'interval: 1h');

beforeAll(async () => {
  mkdirSync(join(folder, 'deploy/chart/templates'), { recursive: true });
  writeFileSync(join(folder, 'canary.yaml'), RIGHT);
  writeFileSync(join(folder, 'wrong.yaml'), WRONG);
  writeFileSync(join(folder, 'deploy/canary.yaml'), RIGHT);
  writeFileSync(join(folder, 'deploy/chart/Chart.yaml'), 'name: chart\n');
  writeFileSync(join(folder, 'deploy/chart/templates/canary.yaml'), 'kind: {{ .Values.kind }}\n  x: [\n');
  await cluster.put(aCanary());
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The files of a line are those of the folder. */
const inFolder = (line: string): string =>
  line.replace(/\b(?:canary|wrong)\.yaml|\bdeploy\/|\bnowhere\b/g, (path) => join(folder, path));
const type = (line: string, setting?: Setting): Promise<Ran> => typed(inFolder(line), {}, setting);

const put = (name: string, text: string): void => {
  mkdirSync(join(folder, 'over', name, '..'), { recursive: true });
  writeFileSync(join(folder, 'over', name), text);
};

describe('an example of the help of lint', () => {
  it.each(LINTING.flatMap(({ examples }) => examples.map((line) => [line])))('%s does what it says', async (line) => {
    const { code, told } = await cluster.type(inFolder(line.replace(/^.*\| /, '')), { input: RIGHT });
    expect([code, told]).toEqual([
      EXIT.done,
      line.includes('--explain') ? '' : expect.stringMatching(/in \d+ manifests?\.$/),
    ]);
  });
});

describe('lint', () => {
  it('says where it is, and ends with 10', async () => {
    const { code, out, told } = await type('lint wrong.yaml');
    expect(code).toBe(EXIT.findings);
    expect(out).toMatch(
      /^\S+wrong\.yaml:22:15 error FLG006 spec\.analysis\.interval: found "1h", allowed is minutes or seconds, such as 60m/m,
    );
    expect(told).toMatch(/^1 error.* in 1 manifest\.$/);
  });

  it.each([
    ['lint wrong.yaml --suppress FLG006,FLG421', EXIT.done],
    ['lint wrong.yaml --failure-threshold never', EXIT.done],
    ['lint wrong.yaml --suppress FLG006', EXIT.done],
    ['lint wrong.yaml --suppress FLG006 --failure-threshold warning', EXIT.findings],
    ['lint canary.yaml --failure-threshold info', EXIT.done],
    ['lint canary.yaml --provider mars', EXIT.usage],
    ['lint canary.yaml --scrape-interval often', EXIT.usage],
    ['lint canary.yaml -o xml', EXIT.usage],
    ['lint --explain FLG999', EXIT.usage],
    ['lint', EXIT.usage],
    ['lint nowhere', EXIT.error],
    ['lint deploy/chart', EXIT.error],
  ])('%s ends with %d', async (line, code) => {
    expect(await type(line)).toMatchObject({ code });
  });

  it('reads stdin, and the files that comments of Helm name', async () => {
    const input = `---\n# Source: podinfo/templates/canary.yaml\n${WRONG}`;
    const { out } = await type('lint -', { input });
    expect(out).toMatch(/^podinfo\/templates\/canary\.yaml:22:15 error FLG006/m);
  });

  it('leaves out patches of kustomizations in a folder, and says so', async () => {
    const patch =
      'apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {name: podinfo}\nspec: {analysis: {threshold: 10}}\n';
    put('base/canary.yaml', RIGHT);
    put('base/kustomization.yaml', 'resources: [canary.yaml]\n');
    const named = 'patches:\n- path: ./one.yaml\n- patch: "- op: remove\\n  path: /spec"\n  target: {kind: Canary}\n';
    put('prod/kustomization.yaml', `resources: [../base]\n${named}patchesStrategicMerge: [../two.yaml]\n`);
    put('prod/one.yaml', patch);
    put('two.yaml', patch);
    const { code, out, told } = await typed(`lint ${folder}/over/`, {});
    expect([code, out]).toEqual([EXIT.done, expect.not.stringContaining('error')]);
    const says = (file: string): string =>
      `${folder}/over/${file} is left out: it is a patch of ${folder}/over/prod/kustomization.yaml; kustomize build puts it in.`;
    expect(told.split('\n').slice(0, 2)).toEqual([says('prod/one.yaml'), says('two.yaml')]);
    put('three.yaml', patch);
    expect(await typed(`lint ${folder}/over/`, {})).toMatchObject({ code: EXIT.findings });
  });

  it('leaves out patches of a file that is called Kustomization as well', async () => {
    const file = (name: string): string => join(folder, 'named', name);
    mkdirSync(join(folder, 'named'));
    writeFileSync(file('canary.yaml'), RIGHT);
    writeFileSync(file('patch.yaml'), WRONG);
    writeFileSync(file('Kustomization'), 'resources: [canary.yaml]\npatches: [{path: patch.yaml}]\n');
    const { code, told } = await typed(`lint ${folder}/named`, {});
    expect([code, told]).toEqual([EXIT.done, expect.stringContaining(`a patch of ${file('Kustomization')};`)]);
  });

  it.each([
    ['json', '"kind": "LintReport"'],
    ['sarif', '"ruleId": "FLG006"'],
    ['github', 'line=22,col=15,title=FLG006::spec.analysis.interval'],
    ['junit', '<failure type="error"'],
  ])('writes %s', async (format, text) => {
    expect((await type(`lint wrong.yaml -o ${format}`)).out).toContain(text);
  });

  it('looks in the cluster for what files refer to, and lints what it holds', async () => {
    const over = await cluster.type(`${inFolder('lint canary.yaml')} --cluster -n test`);
    expect([over.code, over.out]).toEqual([
      EXIT.done,
      expect.stringContaining('FLG101 spec.targetRef.name: there is no Deployment podinfo'),
    ]);
    const all = await cluster.type('lint --cluster -n test');
    expect(all.out).toContain('test/Canary/podinfo.yaml:');
  });
});

describe('a target that kustomizations change', () => {
  const deployment = (ports: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: podinfo}\nspec: {template: {spec: {containers: [{name: podinfo${ports}}]}}}\n`;
  const ports = deployment(', ports: [{name: web, containerPort: 9898}]');
  const inline = `patches:\n- patch: |\n    ${ports.trim().replaceAll('\n', '\n    ')}\n`;
  const findings = async (kustomization: string): Promise<string> => {
    rmSync(join(folder, 'over'), { recursive: true, force: true });
    put('base/canary.yaml', RIGHT.replace('targetPort: 9898', 'targetPort: web'));
    put('base/deployment.yaml', deployment(''));
    put('base/kustomization.yaml', 'resources: [canary.yaml, deployment.yaml]\n');
    put('prod/ports.yaml', kustomization.includes('ports.yaml') ? ports : '');
    put('prod/add.yaml', '- {op: add, path: /spec/template/spec/containers/0/ports, value: [{name: web}]}\n');
    put('prod/kustomization.yaml', `resources: [../base]\n${kustomization}`);
    return (await typed(`lint ${folder}/over/`, {})).out;
  };

  it.each([
    ['a file', 'patches: [{path: ports.yaml}]'],
    ['a file of the former field', 'patchesStrategicMerge: [ports.yaml]'],
    ['a file of steps', 'patches: [{path: add.yaml, target: {kind: Deployment, name: podinfo}}]'],
    ['a file of steps for several', 'patches: [{path: add.yaml, target: {kind: Deployment, name: pod.*}}]'],
    ['a file of steps for all', 'patches: [{path: add.yaml, target: {kind: Deployment}}]'],
    ['a text', inline],
  ])('by %s may have ports that nobody sees', async (_, kustomization) => {
    expect(await findings(kustomization)).not.toContain('FLG107');
  });

  it.each([
    ['nothing', ''],
    ['a patch of another', 'patches: [{path: add.yaml, target: {kind: Deployment, name: info}}]'],
    ['a text for another', inline.replace('name: podinfo}', 'name: other}')],
  ])('by %s has the ports of its manifest', async (_, kustomization) => {
    expect(await findings(kustomization)).toContain('FLG107');
  });

  const labelled = async (base: string, prod: string): Promise<string> => {
    rmSync(join(folder, 'over'), { recursive: true, force: true });
    const selector = 'selector: {matchLabels: {team: shop}}';
    put('base/canary.yaml', RIGHT);
    put('base/apps/deployment.yaml', deployment('').replace('spec: {', `spec: {${selector}, `));
    put('base/kustomization.yaml', `resources: [canary.yaml, apps/deployment.yaml]\n${base}`);
    put('prod/kustomization.yaml', prod);
    return (await typed(`lint ${folder}/./over/`, {})).out;
  };

  it.each([
    ['commonLabels', 'commonLabels: {app: podinfo}', ''],
    ['labels for selectors', 'labels: [{pairs: {app: podinfo}, includeSelectors: true}]', ''],
    ['commonLabels above its folder', '', 'resources: [../base]\ncommonLabels: {app: podinfo}'],
  ])('by %s gets a label of the operator', async (_, base, prod) => {
    expect(await labelled(base, prod)).not.toContain('FLG108');
  });

  it.each([
    ['labels that selectors do not get', 'labels: [{pairs: {app: podinfo}}]', ''],
    ['labels that are none of the operator', 'commonLabels: {tier: web}', ''],
    ['labels of another folder', '', 'resources: [../other]\ncommonLabels: {app: podinfo}'],
  ])('by %s gets none', async (_, base, prod) => {
    expect(await labelled(base, prod)).toContain('FLG108');
  });
});
