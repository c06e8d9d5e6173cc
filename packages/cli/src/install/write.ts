import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { installedFiles } from './files.ts';

const [, , folder = '../../artifacts'] = process.argv;

rmSync(`${folder}/man`, { recursive: true, force: true });
for (const [path, text] of installedFiles()) {
  mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
  writeFileSync(`${folder}/${path}`, text);
  chmodSync(`${folder}/${path}`, text.startsWith('#!') ? 0o755 : 0o644);
}
