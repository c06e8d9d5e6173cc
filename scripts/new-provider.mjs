// Lays out an empty provider in providers/NAME, from scripts/new-provider: its tests say what to write.
// docs/extending.md walks through it. A second argument is another folder than providers/.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TEMPLATE = join(ROOT, 'scripts/new-provider');

const name = process.argv[2] ?? '';
const parent = process.argv[3] ?? join(ROOT, 'providers');
const folder = join(parent, name);
const problem = problemOf(name);
if (problem) {
  console.error(`npm run new-provider -- NAME: ${problem}`);
  process.exit(2);
}
layOut();
console.log(`providers/${name} is there. Its tests say what to write, and docs/extending.md why:

    npm install
    npm test -- providers/${name} 2>&1 | grep -o 'Step [0-9].*' | sort -u`);

function problemOf(given) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(given)) {
    return `found ${JSON.stringify(given)}, allowed is the name of a mesh in lower case, with dashes, as Canaries are to call it`;
  }
  return existsSync(folder) ? `found ${given}, allowed is a name that is not in providers/ yet` : undefined;
}

function layOut() {
  for (const file of readdirSync(TEMPLATE, { recursive: true, encoding: 'utf8' }).filter((each) =>
    each.endsWith('.txt'),
  )) {
    const to = join(folder, file.replace(/\.txt$/, ''));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, filled(readFileSync(join(TEMPLATE, file), 'utf8')));
  }
}

/** Puts the name into a template, written as it is written in such places. */
function filled(text) {
  const pascal = name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1);
  return text.replaceAll('{{name}}', name).replaceAll('{{pascal}}', pascal).replaceAll('{{camel}}', camel);
}
