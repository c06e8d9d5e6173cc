import { readFileSync } from 'node:fs';

/**
 * What would make the rule of comparing wrong without anybody noticing at once: which text of which file is replaced, and
 * the test that must fail then, by its file and a part of its title. The bound on the safe side is the form that is taken
 * where requests fail in clumps, of clumps of one.
 *
 * @typedef {{
 *   readonly name: string,
 *   readonly file: string,
 *   readonly from: string,
 *   readonly to: string,
 *   readonly test: string,
 *   readonly title: string,
 * }} Mutation
 * @type {readonly Mutation[]}
 */
export const MUTATIONS = JSON.parse(readFileSync(new URL('mutations.json', import.meta.url), 'utf8'));
