import { readFileSync } from 'node:fs';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { compareCommands } from './conformance/compare-commands.ts';
import { normalJson } from './conformance/normal.ts';
import { REQUESTS } from './conformance/requests.ts';
import { side } from './conformance/side.ts';
import type { Side } from './conformance/side.ts';
import { prepare, tidy } from './conformance/stage.ts';
import { startApiServer } from './index.ts';

/**
 * Compares this server with a real control plane: the same requests and the same kubectl commands, the same answers.
 * Usage: node conformance.ts --real <kubeconfig> --crds <manifest> [--crds ...] --kubectl <program> [--kubectl ...] [--only <text>] [--show]
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

const crds = values.crds.flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document): unknown => document.toJS()));
const server = await startApiServer({ token: 'conformance', crds, log: { debug: () => undefined, info: console.error, warn: console.error, error: console.error } });
const sides: readonly [Side, Side] = [side('real', readFileSync(values.real, 'utf8')), side('sandbox', server.kubeconfig())];

const outcomes: { title: string; ok: boolean }[] = [];

/** Tells the outcome of one comparison. */
function judge(title: string, real: unknown, ours: unknown): void {
  const ok = isDeepStrictEqual(real, ours);
  outcomes.push({ title, ok });
  if (ok && !values.show) return;
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 1));
  console.log(`${ok ? 'same' : 'DIFFERS'}: ${title}\n--- real\n${text(real)}\n${ok ? '' : `--- sandbox\n${text(ours)}\n`}`);
}

try {
  for (const each of sides) await prepare(each, crds);
  for (const { title, call } of REQUESTS) {
    const [real, ours] = await Promise.all(sides.map((each) => each.request(call)));
    if (title.includes(values.only)) judge(title, normalJson(real ?? null), normalJson(ours ?? null));
  }
  for (const program of values.kubectl) await compareCommands(sides, program, (title, real, ours) => (title.includes(values.only) ? judge(title, real, ours) : undefined));
} finally {
  await tidy(sides[0]);
  for (const each of sides) await each.close();
  await server.close();
}
const passed = outcomes.filter(({ ok }) => ok).length;
console.log(`${passed} passed, ${outcomes.length - passed} failed`);
process.exitCode = passed === outcomes.length ? 0 : 1;
