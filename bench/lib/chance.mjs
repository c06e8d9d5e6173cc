/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export function chanceOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const pick = (chance, choices) => choices[Math.floor(chance() * choices.length)];

/** One of the keys of `weights`, as often as its number says. */
export function weighed(chance, weights) {
  let left = chance() * Object.values(weights).reduce((sum, each) => sum + each, 0);
  return Object.keys(weights).find((key) => (left -= weights[key]) < 0) ?? Object.keys(weights).at(-1);
}
