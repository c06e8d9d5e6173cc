import type { Random } from '@flagger/simulated-cluster';

/** A draw from the Poisson law: how many of something come where so many are expected. */
export function poisson(random: Random, expected: number): number {
  return expected < 10 ? byProduct(random, expected) : byRejection(random, expected);
}

function byProduct(random: Random, expected: number): number {
  const least = Math.exp(-expected);
  let count = 0;
  for (let product = random.next(); product > least; product *= random.next()) {
    count++;
  }
  return count;
}

/** Hörmann's transformed rejection (PTRS, 1993): as quick for a million as for ten. */
function byRejection(random: Random, expected: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(expected);
  const a = -0.059 + 0.02483 * b;
  const inverse = 1.1239 + 1.1328 / (b - 3.4);
  const inside = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random.next() - 0.5;
    const v = random.next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + expected + 0.43);
    if (us >= 0.07 && v <= inside) {
      return k;
    }
    const isTail = k < 0 || (us < 0.013 && v > us);
    if (
      !isTail
      && Math.log((v * inverse) / (a / (us * us) + b)) <= k * Math.log(expected) - expected - logFactorial(k)
    ) {
      return k;
    }
  }
}

/** Stirling's series, exact to 1e-10 from 10 on; below it the product. */
function logFactorial(k: number): number {
  if (k < 10) {
    return Math.log(Array.from({ length: k }, (_, index) => index + 1).reduce((product, each) => product * each, 1));
  }
  const n = k + 1;
  return (
    (n - 0.5) * Math.log(n) - n + Math.log(2 * Math.PI) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5)
  );
}
