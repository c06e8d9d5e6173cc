/** The logarithm of the mean of what these are logarithms of; none of them is too large or too small for it. */
export function logMean(logs: readonly number[]): number {
  const most = logs.reduce((one, other) => Math.max(one, other), -Infinity);
  if (most === -Infinity) {
    return most;
  }
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / logs.length);
}
