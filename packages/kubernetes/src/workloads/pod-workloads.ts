import {
  type Backends,
  backendsOf,
  type Canary,
  type Copied,
  nameOf,
  primaryName,
  progressDeadlineMs,
  type Ref,
  readyThresholds,
  type Seen,
  serviceNames,
  type Side,
  type Target,
  Wait,
  type Workloads,
  type Written,
} from '@flagger/api';
import { apexWithoutTarget } from './apex-without-target.ts';
import { minimumReplicas } from './autoscaler.ts';
import { revisionOf } from './canonical.ts';
import { changedAt } from './changed-at.ts';
import { Copies } from './copies.ts';
import { ensureAutoscaler } from './ensure-autoscaler.ts';
import { pauseScaler, resumeScalers } from './ensure-scaled-object.ts';
import { ensureService, ensureSides } from './ensure-service.ts';
import { fewPods } from './few-pods.ts';
import { findTarget, type Found, type Maybe, orThrow } from './find-target.ts';
import { leftScalers } from './former-scalers.ts';
import { generatedRefs } from './generated.ts';
import { knownPods } from './known-pods.ts';
import { refOf, SERVICE } from './names.ts';
import { leaving, refuseLeaving } from './leaving.ts';
import { promotedPrimary } from './promoted-primary.ts';
import type { PodKind, PrimaryMaking } from './pod-kind.ts';
import type { PodWorkload } from './pod-workload.ts';
import { flaggerIdField, flaggerIdOf } from './primary-template.ts';
import { asError, missingTarget, notFound, wordOf } from './problem.ts';
import { refuseOther } from './refuse-other.ts';
import { readyFor, type SeenPods } from './ready-for.ts';
import { isApexOnTarget, podsOfSides, releaseService } from './release-service.ts';
import { primaryPods } from './selector.ts';
import { ledElsewhere, type Service, selects } from './service.ts';
import type { Services } from './services.ts';
import type { WorkloadDeps } from './settings.ts';
import { configsToCopy, targetConfigs } from './target-configs.ts';
import { takenAtFirst } from './taken-name.ts';
import { missingPort, undeclaredPort } from './target-port.ts';
import { areCopied, seenConfigs, type Tracked, trackedKeys } from './tracked-configs.ts';
import { wantedServices } from './wanted-services.ts';
import { wokenOnDemand } from './woken-on-demand.ts';

/** Targets of one kind that makes pods from a template. */
export class PodWorkloads<T extends PodWorkload> implements Workloads {
  constructor(
    private readonly kind: PodKind<T>,
    private readonly deps: WorkloadDeps,
    private readonly copies = new Copies(deps),
  ) {}

  async see(canary: Canary): Promise<Seen> {
    const names = serviceNames(canary);
    const service = (name: string) => this.deps.objects.read<Service>(refOf(canary, SERVICE, name));
    const [found, primary, apex, serving] = await Promise.all([
      this.find(canary),
      this.primary(canary),
      service(names.apex),
      service(names.primary),
    ]);
    const pods = found.problem ? primary?.spec.selector.matchLabels : primaryPods(found.value.selector);
    return {
      target: found.problem ?? (await this.target(canary, found.value, primary)),
      primary:
        primary
        && (await wokenOnDemand(this.deps.objects, canary, {
          revision: revisionOf(this.kind.templateOf(primary)),
          ...this.pods(canary, primary, 'primary'),
          ...leaving(primary),
          ...flaggerIdField(primary),
        })),
      isApexOnPrimary: pods !== undefined && selects(apex, pods),
      ...(await this.copies.lost(canary, primary)),
      ...(await leftScalers(this.deps.objects, canary)),
      ...ledElsewhere(canary, serving, pods),
    };
  }

  readonly isApexOnTarget = (canary: Canary): Promise<boolean> => isApexOnTarget(this.deps, canary, this.kind);

  readonly generated = async (canary: Canary): Promise<readonly Ref[]> =>
    generatedRefs(canary, this.kind, await this.primary(canary));

  async backends(canary: Canary): Promise<Backends> {
    const found = await this.find(canary);
    return backendsOf(canary, await knownPods(this.deps.objects, canary, { kind: this.kind, found }));
  }

  async ensureServices(canary: Canary): Promise<Written> {
    return ensureSides(this.deps.objects, canary, await this.services(canary));
  }

  async ensureApex(canary: Canary): Promise<Written> {
    const [{ problem }, primary] = await Promise.all([this.find(canary), this.primary(canary)]);
    // users of a primary whose target is gone, or cannot be worked with, are still kept on it
    const orphan = problem && primary && (await apexWithoutTarget(this.deps.objects, canary, primary));
    return ensureService(this.deps.objects, canary, orphan ?? (await this.services(canary)).apex);
  }

  readonly ensureScaler = (canary: Canary, update: boolean): Promise<Written> =>
    ensureAutoscaler(this.deps.objects, canary, update);

  async ensurePrimary(canary: Canary, flaggerId: string, copied?: Copied): Promise<Written> {
    const live = await this.primary(canary);
    if (live) {
      return this.copies.makeMissing(canary, live);
    }
    const found = await this.workable(canary, 'copying', copied);
    const tracked = await configsToCopy(this.deps, canary, { ...found, copied });
    const copies = await this.copies.make(canary, tracked, found);
    const primary = this.kind.primary(canary, found.target, this.making(found, tracked, flaggerId));
    await this.deps.objects.create(primary);
    return [...copies, `${this.kind.kind} ${primary.metadata.name}`];
  }

  readonly ensureConfigs: Copies['make'] = (canary, configs) => this.copies.make(canary, configs);

  async promote(canary: Canary, copied: Copied, flaggerId: string): Promise<Written> {
    const found = await this.workable(canary, 'promoting', copied);
    const primary = await this.primary(canary);
    if (!primary) {
      throw new Wait(notFound(canary, primaryName(canary)));
    }
    refuseLeaving(primary);
    if (flaggerIdOf(primary.spec.template) === flaggerId) {
      return [];
    }
    const tracked = await configsToCopy(this.deps, canary, { ...found, copied });
    const copies = await this.copies.make(canary, tracked, found);
    const making = this.making(found, tracked, flaggerId);
    const at = { canary, kind: this.kind, objects: this.deps.objects, calls: this.deps.calls };
    await this.deps.objects.replace(await promotedPrimary(at, primary, { target: found.target, making }));
    return [...copies, `${this.kind.kind} ${primary.metadata.name}`];
  }

  async sleepTarget(canary: Canary): Promise<Written> {
    const target = await this.read(canary, canary.spec.targetRef.name);
    if (!target) {
      return [];
    }
    const paused = await pauseScaler(this.deps.objects, canary);
    return [...paused, ...(await this.patch(target, this.kind.sleep(target)))];
  }

  async wakeTarget(canary: Canary, asPrimary = false): Promise<Written> {
    const target = await this.read(canary, canary.spec.targetRef.name);
    if (!target) {
      throw asError(missingTarget(canary));
    }
    const [primary, minimum] = await Promise.all([this.primary(canary), minimumReplicas(this.deps.objects, canary)]);
    const replicas = primary && this.kind.replicas(primary);
    const hasAutoscaler = canary.spec.autoscalerRef !== undefined;
    const atLeast = asPrimary ? (replicas ?? 0) : 0;
    const resumed = await resumeScalers(this.deps.objects, canary);
    return [
      ...resumed,
      ...(await this.patch(target, this.kind.wake(target, { primary: replicas, minimum, hasAutoscaler, atLeast }))),
    ];
  }

  async releaseServices(canary: Canary): Promise<Written> {
    const [found, primary] = await Promise.all([this.find(canary), this.primary(canary)]);
    return releaseService(this.deps.objects, canary, podsOfSides(found, primary));
  }

  private async patch(target: T, changes: object | undefined): Promise<Written> {
    if (!changes) {
      return [];
    }
    await this.deps.objects.patch(target, changes);
    return [`${this.kind.kind} ${target.metadata.name}`];
  }

  private read(canary: Canary, name: string): Promise<T | undefined> {
    return this.deps.objects.read<T>(refOf(canary, this.kind, name));
  }

  private primary(canary: Canary): Promise<T | undefined> {
    return this.read(canary, primaryName(canary));
  }

  private find(canary: Canary): Promise<Maybe<Found<T>>> {
    return findTarget<T>(this.deps, canary, this.kind);
  }

  private async workable(canary: Canary, doing: string, copied: Copied | undefined): Promise<Found<T>> {
    const found = orThrow(await this.find(canary));
    const problem = this.kind.unfit(found.target);
    const is = revisionOf(this.kind.templateOf(found.target));
    refuseOther(`${doing} ${wordOf(found.target)} ${nameOf(found.target)}`, { is, wanted: copied?.revision });
    return orThrow(problem ? { problem } : { value: found });
  }

  private async target(canary: Canary, found: Found<T>, primary: T | undefined): Promise<Target> {
    const { target } = found;
    const tracked = await targetConfigs(this.deps, canary, { target, primary });
    if (tracked.problem) {
      return tracked.problem;
    }
    const taken = () => takenAtFirst(this.deps.objects, canary, () => this.services(canary));
    const unfit = this.kind.unfit(target) ?? missingPort(canary, target) ?? (await taken());
    if (unfit) {
      return unfit;
    }
    const revision = revisionOf(this.kind.templateOf(target));
    const runs = primary !== undefined && this.kind.runs(primary, target, this.making(found, tracked.value, ''));
    const isPromoted = runs && (await areCopied(this.deps.configs, canary.metadata.namespace, tracked.value));
    const advice = [undeclaredPort(canary, target), fewPods(canary, this.kind.replicas(target))].flatMap(
      (each) => each ?? [],
    );
    return {
      state: 'found',
      workload: { revision, ...this.pods(canary, target, 'target') },
      ...seenConfigs(tracked.value, this.deps.options.trackConfigs),
      isPromoted,
      ...(advice.length > 0 && { advice }),
    };
  }

  private pods(canary: Canary, workload: T, side: Side): SeenPods {
    const thresholds = readyThresholds(canary.spec.analysis);
    const state = this.kind.stateOf(workload, {
      threshold: side === 'primary' ? thresholds.primary : thresholds.canary,
      deadlineMs: progressDeadlineMs(canary.spec),
      now: this.deps.now(),
      since: changedAt(canary, workload, side),
    });
    return { state, isServing: this.kind.isServing(workload), ...readyFor(workload) };
  }

  private async services(canary: Canary): Promise<Services> {
    return wantedServices(this.deps.objects, canary, { kind: this.kind, found: orThrow(await this.find(canary)) });
  }

  private making({ selector }: Found<T>, tracked: readonly Tracked[], flaggerId: string): PrimaryMaking {
    const { selectorLabels, includeLabelPrefix } = this.deps.options;
    return { selector, selectorLabels, prefixes: includeLabelPrefix, copied: trackedKeys(tracked), flaggerId };
  }
}
