import { readFileSync } from 'node:fs';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { compareCommands } from './conformance/compare-commands.ts';
import { normalJson } from './conformance/normal.ts';
import { REQUESTS } from './conformance/requests.ts';
import { side, type Side } from './conformance/side.ts';
import { checkUnused, prepare, tidy } from './conformance/stage.ts';
import { startApiServer } from './index.ts';
import { asJson } from './json.ts';

/**
 * Compares this server with a real control plane: the same requests and the same kubectl commands, the same answers.
 * One line for each, both answers where they differ; the last line counts, and the exit code is 1 where anything
 * differs. KUBECONFIG, or `--real <kubeconfig>`, is the real one: a namespace and CRDs are made there. `--kubectl
 * <program>`, which may be given more than once, is tried in the place of `kubectl`; `--crds <manifest>`, also more
 * than once, has the definitions of Canary and VirtualService, as `npm run test:kubectl` says; `--only <text>` compares
 * only what has it in its title; `--show` prints what is equal too.
 */
const { values } = parseArgs({
  options: {
    real: { type: 'string', default: process.env.KUBECONFIG ?? '' },
    crds: { type: 'string', multiple: true, default: [] },
    kubectl: { type: 'string', multiple: true, default: ['kubectl'] },
    only: { type: 'string', default: '' },
    show: { type: 'boolean', default: false },
  },
});
if (values.real === '') {
  throw new Error('KUBECONFIG must name the kubeconfig of a real control plane');
}

const outcomes: boolean[] = [];

/** Tells the outcome of one comparison. */
function judge(title: string, real: unknown, ours: unknown): void {
  if (!title.includes(values.only)) {
    return;
  }
  const isSame = isDeepStrictEqual(real, ours);
  outcomes.push(isSame);
  console.log(`${isSame ? 'same' : 'DIFFERS'}: ${title}`);
  if (!isSame || values.show) {
    console.log(`--- real\n${shown(real)}`);
  }
  if (!isSame) {
    console.log(`--- sandbox\n${shown(ours)}`);
  }
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 1));

async function compareAll(sides: readonly [Side, Side], crds: readonly unknown[]): Promise<void> {
  for (const each of sides) {
    await prepare(each, crds);
  }
  for (const { title, call, onlyIf = '' } of REQUESTS) {
    const [real, ours] = await Promise.all(sides.map((each) => each.request(call)));
    if (!JSON.stringify(real).includes(onlyIf)) {
      console.log(`left out: ${title}: the real server does not say "${onlyIf}"`);
    } else {
      judge(title, normalJson(real ?? null), normalJson(ours ?? null));
    }
  }
  for (const program of values.kubectl) {
    await compareCommands(sides, program, judge);
  }
}

const crds = values.crds.flatMap((file) =>
  parseAllDocuments(readFileSync(file, 'utf8')).map((document) => asJson(document.toJS())),
);
const server = await startApiServer({
  token: 'conformance',
  crds,
  log: { debug: () => undefined, info: console.error, warn: console.error, error: console.error },
});
const sides: readonly [Side, Side] = [side(readFileSync(values.real, 'utf8')), side(server.kubeconfig())];
try {
  await checkUnused(sides[0]);
  await compareAll(sides, crds).finally(() => tidy(sides[0]));
} finally {
  for (const each of sides) {
    await each.close();
  }
  await server.close();
}
const passed = outcomes.filter((isSame) => isSame).length;
console.log(`${passed} passed, ${outcomes.length - passed} failed`);
process.exitCode = passed === outcomes.length ? 0 : 1;
