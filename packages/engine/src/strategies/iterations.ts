import type { Observed } from '../observed.ts';

/** Flagger's number where the mesh forces blue/green on a canary without iterations. */
const DEFAULT_ITERATIONS = 10;

export const iterationsWanted = ({ canary }: Observed): number => canary.spec.analysis.iterations || DEFAULT_ITERATIONS;

/** Whether the status counts weights, as before the spec was edited. */
export const isWeighted = ({
  canary: {
    status: { phase, canaryWeight = 0 },
  },
}: Observed): boolean => phase === 'Progressing' && canaryWeight > 0;

/** Iterations passed. A closed promotion gate leaves one less in the status than there were (Flagger's bookkeeping). */
export function iterationsDone(observed: Observed): number {
  const { phase, iterations = 0 } = observed.canary.status;
  return phase === 'WaitingPromotion' ? Math.max(iterations, iterationsWanted(observed)) : iterations;
}
