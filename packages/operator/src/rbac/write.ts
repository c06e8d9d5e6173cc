import { mkdirSync, writeFileSync } from 'node:fs';
import { rbacFiles } from './files.ts';

rbacFiles().forEach((text, path) => {
  const file = new URL(`../../../../${path}`, import.meta.url);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
});
