import type { Workloads } from '@flagger/api';

/** The same port as an object that has all of it itself, so that some can be replaced. */
export const bound = (real: Workloads): Required<Workloads> => ({
  see: (canary) => real.see(canary),
  isApexOnTarget: (canary) => real.isApexOnTarget(canary),
  generated: (canary) => real.generated(canary),
  backends: (canary) => real.backends(canary),
  ensureServices: (canary) => real.ensureServices(canary),
  ensurePrimary: (canary, flaggerId, copied) => real.ensurePrimary(canary, flaggerId, copied),
  ensureConfigs: async (canary, configs) => (await real.ensureConfigs?.(canary, configs)) ?? [],
  ensureApex: (canary) => real.ensureApex(canary),
  ensureScaler: (canary, isUpdated) => real.ensureScaler(canary, isUpdated),
  promote: (canary, copied, flaggerId) => real.promote(canary, copied, flaggerId),
  sleepTarget: (canary) => real.sleepTarget(canary),
  wakeTarget: (canary, asPrimary) => real.wakeTarget(canary, asPrimary),
  releaseServices: (canary) => real.releaseServices(canary),
});
