import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { pages } from './pages.ts';

const [, , folder = '../../docs/lint'] = process.argv;

mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) {
  rmSync(`${folder}/${name}`);
}
for (const [name, text] of Object.entries(pages())) {
  writeFileSync(`${folder}/${name}`, text);
}
