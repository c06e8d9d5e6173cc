// What one look at a comparison takes, by the number of events in its window; see bench/README.md.
// Run with: node --experimental-transform-types --no-warnings bench/judge.mjs
import { assess, begin, rulesOf, weigh } from '@flagger/engine';

const SETTINGS = {
  falseRollback: 0.01,
  metrics: 1,
  tolerate: 1.25,
  worseThan: 2,
  falsePromotion: 0.05,
  clump: 1,
  negligible: 0,
};
const ALLOWED_MS = { 10: 1, 100: 1, 1000: 1, 10_000: 1, 100_000: 20, 300_000: 20, 1_000_000: 20 };

/** The middle one of many looks, in ms. */
function look(rows, events) {
  const rules = rulesOf({ ...SETTINGS, rows, main: 0 });
  const [n, x] = [events * 10, events];
  const tables = Array.from({ length: rows }, () => ({
    canary: { n: n / 10, x: Math.ceil(x / 10) },
    primary: { n: (n * 9) / 10, x: Math.floor((x * 9) / 10) },
  }));
  const times = [];
  let evidence = begin(rules);
  for (let index = 0; index < 300; index++) {
    const start = performance.now();
    evidence = weigh(evidence, tables, rules);
    assess(evidence, rules);
    times.push(performance.now() - start);
  }
  return times.sort((one, other) => one - other)[150];
}

console.log('events in the window | a success rate | durations with five bounds | allowed');
for (const [events, allowed] of Object.entries(ALLOWED_MS)) {
  const [one, five] = [1, 5].map((rows) => `${look(rows, Number(events)).toFixed(3)} ms`);
  console.log(`${events} | ${one} | ${five} | ${allowed} ms`);
}
