import type { Failure, Played } from './batch.ts';
import type { Counts } from './tally.ts';

/** How often what was exercised, in groups, the commonest first. */
export function table(counts: Counts): string {
  const names = Object.keys(counts).sort(
    (one, other) => groupOf(one).localeCompare(groupOf(other)) || (counts[other] ?? 0) - (counts[one] ?? 0),
  );
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => `  ${name.padEnd(width)} ${String(counts[name] ?? 0).padStart(9)}`).join('\n');
}

const groupOf = (name: string): string => (name.includes(':') ? name.slice(0, name.indexOf(':')) : '');

export const rolloutsIn = (counts: Counts): number =>
  Object.entries(counts).reduce((sum, [name, times]) => (name.startsWith('rollouts: ') ? sum + times : sum), 0);

/** How fast it was: by the wall, and by the processor's time that all threads took together. */
export function speed(
  { counts, stories }: Played,
  { seconds, cpuSeconds }: { readonly seconds: number; readonly cpuSeconds: number },
): string {
  const rollouts = rolloutsIn(counts);
  const aMinute = (time: number): string => Math.round((rollouts / Math.max(time, 0.001)) * 60).toLocaleString('en');
  return `${rollouts.toLocaleString('en')} rollouts in ${stories.toLocaleString('en')} stories, ${seconds.toFixed(1)} s: ${aMinute(seconds)} rollouts a minute (${aMinute(cpuSeconds)} for each minute of processor time)`;
}

/** The failures by invariant, with the first seeds of each. */
export function failed(failures: readonly Failure[]): string {
  const names = [...new Set(failures.map(({ invariant }) => invariant))];
  return names
    .map((name) => {
      const seeds = failures.filter(({ invariant }) => invariant === name).map(({ seed }) => seed);
      return `  ${name}: ${seeds.length} times, seeds ${seeds.slice(0, 10).join(' ')}`;
    })
    .join('\n');
}
