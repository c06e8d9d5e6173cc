/**
 * How many pods must be available where `threshold` percent of them are wanted: at least one, however small the share
 * is, since without any users would be led to nobody, and never more than there are.
 */
export const enoughPods = (pods: number, threshold: number): number =>
  Math.max(1, Math.min(pods, Math.floor((pods * threshold) / 100)));
