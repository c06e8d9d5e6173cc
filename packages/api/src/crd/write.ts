import { mkdirSync, writeFileSync } from 'node:fs';
import { crdText } from './text.ts';

const folder = new URL('../../../../artifacts/flagger/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('crd.yaml', folder), crdText());
