import { resolve } from 'node:path';
import { MESH_CRDS } from '@flagger/sandbox';
import { endOnSignals } from './compare/children.ts';
import { optionsOf } from './compare/options.ts';
import { run } from './compare/run.ts';

const root = resolve(import.meta.dirname, '../..');
const parts = { crds: MESH_CRDS, standIns: resolve(root, 'e2e/cluster/stand-ins.mjs') };

endOnSignals();
try {
  const options = optionsOf(process.argv.slice(2), {
    environment: process.env,
    root,
    from: process.env['INIT_CWD'] ?? process.cwd(),
  });
  process.exitCode = await run(options, parts);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
