/** The logarithm of the mean of what these are logarithms of; none of them is too large or too small for it. */
export function logMean(logs: readonly number[]): number {
  let most = -Infinity;
  for (const log of logs) {
    most = Math.max(most, log);
  }
  if (most === -Infinity) {
    return most;
  }
  let sum = 0;
  for (const log of logs) {
    sum += Math.exp(log - most);
  }
  return most + Math.log(sum / logs.length);
}
