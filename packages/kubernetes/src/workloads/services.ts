import { type Canary, serviceNames } from '@flagger/api';
import { keptPort, type SelectedPods } from './kept-port.ts';
import { isControlledBy } from './owner.ts';
import { portsBeside, type ServicePort, servicePorts } from './ports.ts';
import type { Selector } from './selector.ts';
import { type Service, service } from './service.ts';

/** The three services of a Canary, or what there is of them. */
export type Services<S = Service> = Readonly<Record<'apex' | 'primary' | 'canary', S>>;

/** What ports depend on, beside the Canary. */
export interface ServiceSources {
  /** As they are now. */
  readonly live: Services<Service | undefined>;
  readonly primary: SelectedPods;
  readonly target: SelectedPods;
}

/** The services as they are to be: the canary's finds the target's pods, the other two the primary's. */
export function services(
  canary: Canary,
  { label, value, primaryValue }: Selector,
  { live, primary, target }: ServiceSources,
): Services {
  const { apex, ...custom } = canary.spec.service;
  const names = serviceNames(canary);
  const theirs = portsOfOwner(canary, live.apex);
  const portsOf = (pods: SelectedPods, known: readonly (Service | undefined)[]): readonly ServicePort[] => {
    const present = known.flatMap((each) => each?.spec.ports ?? []);
    const kept = (port: ServicePort): ServicePort => keptPort(port, pods, present);
    const { containers } = pods.spec;
    const ours = servicePorts(canary.spec.service, { containers, theirs, kept });
    return portsBeside(ours, theirs.map(kept), canary.spec.service.portName);
  };
  // who made the apex may have said already where pods will be called: what was kept from then only the canary's knows
  const known = [live.primary, live.apex, ...(theirs.length > 0 ? [live.canary] : [])];
  const owners = theirs.length > 0 ? [live.apex] : [];
  const stays = { label, podValue: primaryValue, ports: portsOf(primary, known) };
  const comes = { label, podValue: value, ports: portsOf(target, [live.canary, live.primary, ...owners]) };
  return {
    apex: service(canary, { ...stays, name: names.apex, custom: apex }),
    primary: service(canary, { ...stays, name: names.primary, custom: custom.primary }),
    canary: service(canary, { ...comes, name: names.canary, custom: custom.canary }),
  };
}

/** Of an apex service that was there before the Canary: they stay. */
const portsOfOwner = (canary: Canary, apex: Service | undefined): readonly ServicePort[] =>
  apex && !isControlledBy(canary, apex.metadata) ? (apex.spec.ports ?? []) : [];
