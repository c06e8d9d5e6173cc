const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** How many ms a duration in Go's notation is (`1m30s`, `500ms`, `1.5h`, `0`); undefined where it is not one. */
export function parseGoDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const unsigned = text.replace(/^[-+]/, '');
  if (unsigned === '0') {
    return 0;
  }
  const nanoseconds = sumOf(unsigned);
  return nanoseconds === undefined ? undefined : (sign * nanoseconds) / 1e6;
}

function sumOf(text: string): number | undefined {
  let sum = 0;
  let end = 0;
  for (const part of partsOf(text)) {
    sum += Number(part.amount) * (NANOSECONDS[part.unit] ?? NaN);
    end = part.end;
  }
  return end === text.length && end > 0 ? sum : undefined;
}

function* partsOf(text: string) {
  const part = new RegExp(PART);
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    yield { amount: match[1] ?? '', unit: match[2] ?? '', end: part.lastIndex };
  }
}

/** Writes ms as Go's `time.Duration` does: `515ms`, `1.5s`, `1m30s`, `2h0m0s`, `0s`. */
export function goDuration(milliseconds: number): string {
  const nanoseconds = Math.round(Math.abs(milliseconds) * 1e6);
  const sign = milliseconds < 0 && nanoseconds > 0 ? '-' : '';
  return sign + (nanoseconds < 1e9 ? belowOneSecond(nanoseconds) : fromOneSecond(nanoseconds));
}

function belowOneSecond(nanoseconds: number): string {
  if (nanoseconds === 0) {
    return '0s';
  }
  if (nanoseconds < 1e3) {
    return `${nanoseconds}ns`;
  }
  return nanoseconds < 1e6 ? `${nanoseconds / 1e3}µs` : `${nanoseconds / 1e6}ms`;
}

function fromOneSecond(nanoseconds: number): string {
  const minutes = Math.floor(nanoseconds / 60e9);
  const seconds = `${(nanoseconds % 60e9) / 1e9}s`;
  if (minutes === 0) {
    return seconds;
  }
  return minutes < 60 ? `${minutes}m${seconds}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
}
