import { type Canary, serviceNames } from '@flagger/api';
import { copyName } from './names.ts';
import type { Container } from './pod-template.ts';
import { servicePorts } from './ports.ts';
import type { Selector } from './selector.ts';
import { type Service, service } from './service.ts';

/** The three services of a Canary: the canary's finds the target's pods, the other two the primary's. */
export function services(
  canary: Canary,
  { label, value }: Selector,
  containers: readonly Container[],
): Readonly<Record<'apex' | 'primary' | 'canary', Service>> {
  const settings = canary.spec.service;
  const names = serviceNames(canary);
  const common = { label, ports: servicePorts(settings, containers) };
  return {
    apex: service(canary, { ...common, name: names.apex, podValue: copyName(value), custom: settings.apex }),
    primary: service(canary, { ...common, name: names.primary, podValue: copyName(value), custom: settings.primary }),
    canary: service(canary, { ...common, name: names.canary, podValue: value, custom: settings.canary }),
  };
}
