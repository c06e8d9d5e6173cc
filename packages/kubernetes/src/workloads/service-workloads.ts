import {
  type Backends,
  backendsOf,
  type Canary,
  type Copied,
  nameOf,
  type Ref,
  type Seen,
  serviceNames,
  Wait,
  type Workload,
  type Workloads,
  type Written,
} from '@flagger/api';
import { revisionOf, sameContent } from './canonical.ts';
import { ensureAutoscaler } from './ensure-autoscaler.ts';
import { refOf, scalersOf, SERVICE } from './names.ts';
import { FLAGGER_ID } from './primary-template.ts';
import { refuseTaken, takenAtFirst } from './taken-name.ts';
import { asError, missingTarget, notFound } from './problem.ts';
import { refuseOther } from './refuse-other.ts';
import type { Service } from './service.ts';
import type { Services } from './services.ts';
import { copyChanges, portableSpec, serviceCopy, type ServiceCopying, wantedSpec } from './service-copy.ts';
import type { WorkloadDeps } from './settings.ts';
import { podPort } from './target-port.ts';

const NOTHING: Written = [];

/**
 * Targets of kind Service: pods are their owner's, and what is released is where the Service leads. Its copy for the
 * canary follows it at once, that for the primary when it is promoted; the Service itself is the apex and stays as it
 * is, so that only a mesh tells users of the one from users of the other.
 */
export class ServiceWorkloads implements Workloads {
  constructor(private readonly deps: Pick<WorkloadDeps, 'objects'>) {}

  async see(canary: Canary): Promise<Seen> {
    const [target, live] = await Promise.all([this.target(canary), this.primary(canary)]);
    const taken = target && (await takenAtFirst(this.deps.objects, canary, async () => sides(canary, target)));
    // what somebody else made is no primary
    const primary = taken ? undefined : live;
    const isPromoted = target !== undefined && primary !== undefined && leadsWhere(canary, primary, target);
    return {
      target:
        taken
        ?? (target ? { state: 'found', workload: workloadOf(target), configs: {}, isPromoted } : missingTarget(canary)),
      primary: primary && workloadOf(primary),
      isApexOnPrimary: target !== undefined,
    };
  }

  /** A Service that is the target is the apex as well, as it is to be. */
  async isApexOnTarget(): Promise<boolean> {
    return false;
  }

  async generated(canary: Canary): Promise<readonly Ref[]> {
    const names = serviceNames(canary);
    return [...[names.primary, names.canary].map((name) => refOf(canary, SERVICE, name)), ...scalersOf(canary)];
  }

  async backends(canary: Canary): Promise<Backends> {
    const [target, primary] = await Promise.all([this.target(canary), this.primary(canary)]);
    const port = podPort(canary);
    return backendsOf(canary, { canary: target?.spec.selector, primary: (primary ?? target)?.spec.selector, port });
  }

  async ensureServices(canary: Canary): Promise<Written> {
    const target = await this.found(canary);
    await refuseTaken(this.deps.objects, canary, async () => sides(canary, target));
    return this.ensure(canary, { name: serviceNames(canary).canary, target, custom: canary.spec.service.canary });
  }

  async ensurePrimary(canary: Canary, flaggerId: string, copied?: Copied): Promise<Written> {
    if (await this.primary(canary)) {
      return NOTHING;
    }
    const target = await this.found(canary);
    refuseOther(`copying service ${nameOf(target)}`, {
      is: revisionOf(portableSpec(target)),
      wanted: copied?.revision,
    });
    return this.copyToPrimary(canary, target, flaggerId);
  }

  async promote(canary: Canary, { revision }: Copied, flaggerId: string): Promise<Written> {
    const [target, primary] = await Promise.all([this.found(canary), this.primary(canary)]);
    refuseOther(`promoting service ${nameOf(target)}`, { is: revisionOf(portableSpec(target)), wanted: revision });
    if (!primary) {
      throw new Wait(notFound(canary, serviceNames(canary).primary));
    }
    return flaggerIdOf(primary) === flaggerId ? NOTHING : this.copyToPrimary(canary, target, flaggerId);
  }

  async ensureScaler(canary: Canary, update: boolean): Promise<Written> {
    return ensureAutoscaler(this.deps.objects, canary, update);
  }

  /** The target is the apex. */
  async ensureApex(): Promise<Written> {
    return NOTHING;
  }

  async sleepTarget(): Promise<Written> {
    return NOTHING;
  }

  async wakeTarget(): Promise<Written> {
    return NOTHING;
  }

  async releaseServices(): Promise<Written> {
    return NOTHING;
  }

  private copyToPrimary(canary: Canary, target: Service, flaggerId: string): Promise<Written> {
    const custom = canary.spec.service.primary;
    return this.ensure(canary, { name: serviceNames(canary).primary, target, custom, flaggerId });
  }

  private async ensure(canary: Canary, copying: ServiceCopying): Promise<Written> {
    const { objects } = this.deps;
    const wanted = serviceCopy(canary, copying);
    const live = await objects.read<Service>(wanted);
    const changes = live && copyChanges(canary, live, wanted);
    if (live && !changes) {
      return NOTHING;
    }
    await (changes ? objects.patch(wanted, changes) : objects.create(wanted));
    return [`Service ${wanted.metadata.name}`];
  }

  private async found(canary: Canary): Promise<Service> {
    const target = await this.target(canary);
    if (!target) {
      throw asError(missingTarget(canary));
    }
    return target;
  }

  private target(canary: Canary): Promise<Service | undefined> {
    return this.deps.objects.confirm<Service>(refOf(canary, SERVICE, canary.spec.targetRef.name));
  }

  private primary(canary: Canary): Promise<Service | undefined> {
    return this.deps.objects.read<Service>(refOf(canary, SERVICE, serviceNames(canary).primary));
  }
}

/** The copies as they would be made now. */
function sides(canary: Canary, target: Service): Pick<Services, 'primary' | 'canary'> {
  const names = serviceNames(canary);
  const copy = (side: 'primary' | 'canary'): Service =>
    serviceCopy(canary, { name: names[side], target, custom: canary.spec.service[side] });
  return { primary: copy('primary'), canary: copy('canary') };
}

/** Whether pods are behind it is not asked: as with Flagger, a Service is always ready. */
function workloadOf(service: Service): Workload {
  const flaggerId = flaggerIdOf(service);
  return {
    revision: revisionOf(portableSpec(service)),
    state: { state: 'ready' },
    isServing: true,
    ...(flaggerId !== undefined && { flaggerId }),
  };
}

const flaggerIdOf = ({ metadata }: Service): string | undefined => metadata.annotations?.[FLAGGER_ID];

const leadsWhere = (canary: Canary, primary: Service, target: Service): boolean =>
  sameContent(portableSpec(primary), wantedSpec(canary, target));
