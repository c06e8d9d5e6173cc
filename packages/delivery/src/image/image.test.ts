import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT, textAt } from '../repository.ts';
import { componentsIn } from '../sbom/components.ts';
import { cycloneDx, thirdParty } from '../sbom/documents.ts';
import { imageOf } from './dockerfile.ts';

/** A cluster that is not there: the programs start, and wait for it. */
const KUBECONFIG = JSON.stringify({
  'current-context': 'away',
  clusters: [{ name: 'away', cluster: { server: 'http://127.0.0.1:9' } }],
  users: [{ name: 'away', user: { token: 'none' } }],
  contexts: [{ name: 'away', context: { cluster: 'away', user: 'away' } }],
});

describe.each([
  ['operator', 'flagger', 'Serving health and metrics'],
  ['loadtester', 'loadtester', 'Serving gates and tasks'],
])('the image of packages/%s', (folder, name, message) => {
  const image = imageOf(textAt(`packages/${folder}/Dockerfile`));
  const built = mkdtempSync(join(tmpdir(), 'flagger-built-'));
  const root = mkdtempSync(join(tmpdir(), 'flagger-image-'));
  let program: ChildProcess | undefined;

  beforeAll(() => {
    const bundle = join(built, `${name}.mjs`);
    execFileSync(process.execPath, [`${ROOT}packages/${folder}/build.mjs`, bundle]);
    const components = componentsIn(
      JSON.parse(readFileSync(`${bundle}.meta.json`, 'utf8')),
      `${ROOT}packages/${folder}`,
    );
    writeAbout(built, name, components);
    buildCommandLine(join(built, 'cli'));
    for (const { from, to } of image.copies) {
      for (const path of from) {
        const file = join(root, to.endsWith('/') ? `${to}${basename(path)}` : to);
        mkdirSync(dirname(file), { recursive: true });
        cpSync(sourceOf(path), file);
      }
    }
  });
  afterAll(() => {
    program?.kill('SIGKILL');
    [built, root].forEach((each) => rmSync(each, { recursive: true, force: true }));
  });

  /** What the stage `build` holds at `/src/…` is here in the repository, but what it builds. */
  const sourceOf = (path: string): string => {
    if (path.startsWith('/src/packages/cli/dist/')) {
      return join(built, 'cli', basename(path));
    }
    return path.startsWith(`/src/packages/${folder}/dist/`)
      ? join(built, basename(path))
      : `${ROOT}${path.replace('/src/', '')}`;
  };

  it('starts of nothing but Node and its own files, with its own environment, and answers', async () => {
    writeFileSync(join(root, 'kubeconfig'), KUBECONFIG);
    const [command, ...args] = image.entrypoint.map((each) => (each.startsWith('/') ? join(root, each) : each));
    expect(command).toBe('node');
    const given = ['-port=0', `-kubeconfig=${join(root, 'kubeconfig')}`];
    program = spawn(process.execPath, [...args, ...given], { cwd: root, env: image.environment });
    const port = await portSaid(program, message);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });

  it('is not run as root, and from a base that can be named by its digest', () => {
    expect(image.user).toBe('10001:10001');
    expect(image.bases).toEqual(['--platform=$BUILDPLATFORM ${BASE_IMAGE} AS build', '${BASE_IMAGE}']);
  });

  it('holds one bundle, its licences and its bill of materials, for everybody to read', () => {
    const files = image.copies
      .filter(({ to }) => to.startsWith('/app/') && !to.startsWith('/app/cli'))
      .flatMap(filesOf);
    const about = ['LICENSE', 'THIRD-PARTY.txt', 'sbom.cdx.json'].map((file) => `/app/${file}`);
    expect(files.sort()).toEqual([...about, `/app/${name}.mjs`].sort());
    expect(image.copies.flatMap(filesOf).filter((file) => (statSync(join(root, file)).mode & 0o444) !== 0o444)).toEqual(
      [],
    );
  });

  it(name === 'flagger' ? 'runs verbs by its name' : 'has no command line', () => {
    const script = join(root, 'usr/local/bin/flagger');
    expect(existsSync(script)).toBe(name === 'flagger');
    if (name === 'flagger') {
      expect(statSync(script).mode & 0o111).toBe(0o111);
      expect(readFileSync(script, 'utf8')).toContain(`exec ${image.entrypoint.join(' ')} "$@"`);
      const run = (...args: string[]): string =>
        execFileSync(process.execPath, [join(root, 'app/flagger.mjs'), ...args], {
          cwd: root,
          env: image.environment,
        }).toString();
      expect(run('lint', '--help')).toContain('Usage: kubectl flagger lint');
      expect(run('-version')).toBe('Flagger version 0.1.0\n');
    }
  });
});

/** Where the files of a COPY go. */
const filesOf = ({ from, to }: ReturnType<typeof imageOf>['copies'][number]): readonly string[] =>
  from.map((path) => (to.endsWith('/') ? `${to}${basename(path)}` : to));

function writeAbout(folder: string, name: string, components: Parameters<typeof cycloneDx>[1]): void {
  const about = { name, version: '0.1.0' };
  writeFileSync(join(folder, 'sbom.cdx.json'), JSON.stringify(cycloneDx(about, components)));
  writeFileSync(join(folder, 'THIRD-PARTY.txt'), thirdParty(about, components));
}

/** `packages/cli/dist`, with what `npm run sbom` adds. */
function buildCommandLine(folder: string): void {
  const program = join(folder, 'kubectl-flagger');
  execFileSync(process.execPath, [`${ROOT}packages/cli/build.mjs`, program]);
  const made: unknown = JSON.parse(readFileSync(`${program}.meta.json`, 'utf8'));
  writeAbout(folder, 'kubectl-flagger', componentsIn(made, `${ROOT}packages/cli`));
}

/** The port that a program says in its log with this message; fails where it ends before. */
async function portSaid(program: ChildProcess, message: string): Promise<number> {
  if (program.stdout === null) {
    throw new Error('nothing can be heard of the program');
  }
  for await (const line of createInterface({ input: program.stdout })) {
    const [, port] = line.includes(message) ? (/"port":(\d+)/.exec(line) ?? []) : [];
    if (port !== undefined) {
      return Number(port);
    }
  }
  throw new Error(`the program ended without a word of "${message}"`);
}
