import { staysInfinite } from '../aggregate.ts';
import { added, NOTHING, type CarefulSum } from '../go-math.ts';

type Values = readonly number[];

/** The mean of samples. */
export function average(values: Values): number {
  const mean = values.reduce<CarefulSum>((sum, value, index) => {
    const count = index + 1;
    return staysInfinite(sum.sum, value) ? sum : added(sum, value / count - sum.sum / count);
  }, NOTHING);
  return total(mean);
}

export const sum = (values: Values): number => total(values.reduce<CarefulSum>(added, NOTHING));

const total = ({ sum: whole, lost }: CarefulSum): number => (Math.abs(whole) === Infinity ? whole : whole + lost);

export const minimum = (values: Values): number =>
  values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least), NaN);

export const maximum = (values: Values): number =>
  values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most), NaN);

/** The mean of the squares of what samples are away from their mean. */
export function variance(values: Values): number {
  let mean = NOTHING;
  let squares = NOTHING;
  values.forEach((value, index) => {
    const delta = value - (mean.sum + mean.lost);
    mean = added(mean, delta / (index + 1));
    squares = added(squares, delta * (value - (mean.sum + mean.lost)));
  });
  return (squares.sum + squares.lost) / values.length;
}

/** How often a value differs from the one before. */
export const changes = (values: Values): number =>
  count(values, (value, before) => value !== before && !(Number.isNaN(value) && Number.isNaN(before)));

/** How often a counter began anew. */
export const resets = (values: Values): number => count(values, (value, before) => value < before);

const count = (values: Values, isCounted: (value: number, before: number) => boolean): number =>
  values.filter((value, index) => index > 0 && isCounted(value, values[index - 1] ?? NaN)).length;
