import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { Tree } from '../../compare/values.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const AUTHOR = ['-c', 'user.name=team', '-c', 'user.email=team@example.com'];

/** A repository that Flux reads, with a clone of it in which a team works. */
export class Repository {
  private constructor(
    readonly url: string,
    private readonly bare: string,
    private readonly clone: string,
  ) {}

  /** An empty one on the Git server that `e2e/flux/flux up` started; `flux env` says where that is. */
  static empty(name: string): Repository {
    const [url, root] = ['FLUX_GIT_URL', 'FLUX_GIT_ROOT'].map((variable) => process.env[variable]);
    if (url === undefined || root === undefined) {
      throw new Error('FLUX_GIT_URL and FLUX_GIT_ROOT are not set; e2e/flux/flux env prints them');
    }
    const bare = join(root, `${name}.git`);
    rmSync(bare, { recursive: true, force: true });
    git('init', '-q', '--bare', '-b', 'main', bare);
    git('-C', bare, 'config', 'http.receivepack', 'true');
    const clone = mkdtempSync(join(tmpdir(), 'flagger-e2e-'));
    git('init', '-q', '-b', 'main', clone);
    git('-C', clone, 'remote', 'add', 'origin', `${url}/${name}.git`);
    return new Repository(`${url}/${name}.git`, bare, clone);
  }

  /** Puts these objects into a file, instead of what it held. */
  write(file: string, ...objects: readonly Tree[]): void {
    this.writeText(file, objects.map((object) => stringify(object)).join('---\n'));
  }

  writeText(file: string, text: string): void {
    mkdirSync(dirname(join(this.clone, file)), { recursive: true });
    writeFileSync(join(this.clone, file), text);
  }

  /** Takes a folder of this project into it, at the same path. */
  take(folder: string): void {
    cpSync(join(ROOT, folder), join(this.clone, folder), { recursive: true });
  }

  /** Commits all that was written and pushes it; the revision, as Flux writes it. */
  push(message: string): string {
    git('-C', this.clone, 'add', '-A');
    git('-C', this.clone, ...AUTHOR, 'commit', '-qm', message);
    git('-C', this.clone, 'push', '-q', 'origin', 'HEAD:main');
    return `main@sha1:${git('-C', this.clone, 'rev-parse', 'HEAD').trim()}`;
  }

  remove(): void {
    [this.clone, this.bare].forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  }
}

const git = (...args: readonly string[]): string => execFileSync('git', args, { encoding: 'utf8' });
