import type { RoutedCanary } from '@flagger/api';

/** The Canary as if its `service` said something else as well. */
export const withService = (canary: RoutedCanary, changes: Partial<RoutedCanary['spec']['service']>): RoutedCanary => ({
  ...canary,
  spec: { ...canary.spec, service: { ...canary.spec.service, ...changes } },
});
