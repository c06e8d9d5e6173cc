import { type Canary, serviceNames } from '@flagger/api';
import type { Container } from './pod-template.ts';
import { portsBeside, type ServicePort, servicePorts } from './ports.ts';
import type { Selector } from './selector.ts';
import { type Service, service } from './service.ts';

/** Where ports come from, beside the Canary. */
export interface PortSources {
  readonly containers: readonly Container[];
  /** Of an apex service that was there before the Canary: they stay. */
  readonly theirs?: readonly ServicePort[];
}

/** The three services of a Canary: the canary's finds the target's pods, the other two the primary's. */
export function services(
  canary: Canary,
  { label, value, primaryValue }: Selector,
  { containers, theirs = [] }: PortSources,
): Readonly<Record<'apex' | 'primary' | 'canary', Service>> {
  const settings = canary.spec.service;
  const names = serviceNames(canary);
  const common = { label, ports: portsBeside(servicePorts(settings, containers, theirs), theirs) };
  return {
    apex: service(canary, { ...common, name: names.apex, podValue: primaryValue, custom: settings.apex }),
    primary: service(canary, { ...common, name: names.primary, podValue: primaryValue, custom: settings.primary }),
    canary: service(canary, { ...common, name: names.canary, podValue: value, custom: settings.canary }),
  };
}
