import { backendsOf, type Workloads } from '@flagger/api';
import { asError, invalidKind } from './problem.ts';

/** Targets that nobody here can work with (Knative's Services): seen as unusable, and every write is refused. */
export function invalidKindWorkloads(): Workloads {
  const refuse: Workloads['ensureServices'] = async (canary) => {
    throw asError(invalidKind(canary));
  };
  return {
    see: async (canary) => ({ target: invalidKind(canary), primary: undefined, isApexOnPrimary: false }),
    isApexOnTarget: async () => false,
    generated: async () => [],
    backends: async (canary) => backendsOf(canary),
    ensureServices: refuse,
    ensurePrimary: refuse,
    ensureApex: refuse,
    ensureScaler: refuse,
    promote: refuse,
    sleepTarget: refuse,
    wakeTarget: refuse,
    releaseServices: refuse,
  };
}
