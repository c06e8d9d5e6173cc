import { added, NOTHING, type CarefulSum } from '../go-math.ts';
import type { Window } from '../vector.ts';

const first = (numbers: readonly number[]): number => numbers[0] ?? NaN;
const last = (numbers: readonly number[]): number => numbers.at(-1) ?? NaN;

/** How much a counter grew: what it had before each reset is added. */
export const increase = (window: Window): number | undefined =>
  extrapolated(window, { start: first(window.values), change: growth(window.values) });

/** How much a counter grew per second. */
export function rate(window: Window): number | undefined {
  const { values, until, from } = window;
  return extrapolated(window, { start: first(values), change: growth(values), seconds: (until - from) / 1000 });
}

/** How much a gauge changed. */
export const delta = (window: Window): number | undefined =>
  extrapolated(window, { change: last(window.values) - first(window.values) });

function growth(values: readonly number[]): number {
  let sum = last(values) - first(values);
  values.forEach((value, index) => {
    const previous = values[index - 1];
    if (previous !== undefined && value < previous) {
      sum += previous;
    }
  });
  return sum;
}

/** What is to be stretched: for a counter with its first value, for a rate with the length of the window. */
interface Change {
  readonly change: number;
  readonly start?: number;
  readonly seconds?: number;
}

/**
 * The change between the first and the last sample, stretched to the ends of the window where these are about one
 * sample away, else by half a sample. A counter is not stretched to before it was 0. Undefined for less than two
 * samples.
 */
function extrapolated({ times, from, until }: Window, { change, start = -1, seconds }: Change): number | undefined {
  if (times.length < 2) {
    return undefined;
  }
  const sampled = (last(times) - first(times)) / 1000;
  const gap = sampled / (times.length - 1);
  const toStart = (first(times) - from) / 1000;
  const toZero = change > 0 && start >= 0 ? sampled * (start / change) : Infinity;
  const stretch = (distance: number): number => (distance < gap * 1.1 ? distance : gap / 2);
  const covered = sampled + stretch(toZero < toStart ? toZero : toStart) + stretch((until - last(times)) / 1000);
  return change * (seconds === undefined ? covered / sampled : covered / sampled / seconds);
}

/** Per second, between the last two samples of a counter. */
export function irate({ times, values }: Window): number | undefined {
  const [before, value] = values.slice(-2);
  const [earlier = NaN, time = NaN] = times.slice(-2);
  if (before === undefined || value === undefined) {
    return undefined;
  }
  return (value < before ? value : value - before) / ((time - earlier) / 1000);
}

/** Between the last two samples of a gauge. */
export function idelta({ values }: Window): number | undefined {
  const [before, value] = values.slice(-2);
  return before === undefined || value === undefined ? undefined : value - before;
}

/** The slope of the line through the samples, per second. */
export const slope = (window: Window): number | undefined =>
  window.times.length < 2 ? undefined : line(window, first(window.times)).slope;

/** Where the line through the samples leads, so many seconds from now. */
export function predicted(window: Window, seconds: number): number | undefined {
  if (window.times.length < 2) {
    return undefined;
  }
  const { slope: perSecond, start } = line(window, window.now);
  return perSecond * seconds + start;
}

/** The line with the least squares; `start` is its value at a time. */
function line({ times, values }: Window, time: number): { readonly slope: number; readonly start: number } {
  const constant = first(values);
  if (values.every((value) => value === constant)) {
    return Number.isFinite(constant) ? { slope: 0, start: constant } : { slope: NaN, start: NaN };
  }
  const seconds = times.map((each) => (each - time) / 1000);
  const count = values.length;
  const x = sum(seconds);
  const y = sum(values);
  const xy = sum(seconds.map((each, index) => each * (values[index] ?? NaN)));
  const xx = sum(seconds.map((each) => each * each));
  const perSecond = (xy - (x * y) / count) / (xx - (x * x) / count);
  return { slope: perSecond, start: y / count - (perSecond * x) / count };
}

function sum(values: readonly number[]): number {
  const total = values.reduce<CarefulSum>(added, NOTHING);
  return total.sum + total.lost;
}
