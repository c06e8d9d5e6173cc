import type { Observed } from '../observed.ts';

/** Flagger's number where the mesh forces blue/green on a canary without iterations. */
const DEFAULT_ITERATIONS = 10;

export const iterationsWanted = ({ canary }: Observed): number => canary.spec.analysis.iterations || DEFAULT_ITERATIONS;

/** Iterations passed. A closed promotion gate leaves one less in the status than there were (Flagger's bookkeeping). */
export function iterationsDone({ canary }: Observed): number {
  const { phase, iterations = 0 } = canary.status;
  return phase === 'WaitingPromotion' ? iterations + 1 : iterations;
}
