import { mkdirSync, writeFileSync } from 'node:fs';
import { CRD_FILES } from './files.ts';
import { crdText } from './text.ts';

for (const path of CRD_FILES) {
  const file = new URL(`../../../../${path}`, import.meta.url);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, crdText());
}
