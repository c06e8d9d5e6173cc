/** One of several things by their weights; `random` gives numbers from 0 to 1. Undefined where no weight is above 0. */
export function choose<T extends { readonly weight: number }>(
  choices: readonly T[],
  random: () => number,
): T | undefined {
  const sum = choices.reduce((total, { weight }) => total + weight, 0);
  let point = random() * sum;
  return choices.find(({ weight }) => {
    point -= weight;
    return weight > 0 && point < 0;
  });
}

/** One of several things, each as likely as the others; undefined where there is none. */
export function pick<T>(choices: readonly T[], random: () => number): T | undefined {
  return choices[Math.floor(random() * choices.length)];
}
