import {
  type Backends,
  backendsOf,
  type Canary,
  Conflict,
  nameOf,
  primaryName,
  progressDeadlineMs,
  readyThresholds,
  type Seen,
  serviceNames,
  type Target,
  Wait,
  type Workload,
  type Workloads,
  type Written,
} from '@flagger/api';
import { apexWithoutTarget } from './apex-without-target.ts';
import { minimumReplicas } from './autoscaler.ts';
import { revisionOf } from './canonical.ts';
import { copyConfigs } from './copy-configs.ts';
import { type Deployment, replicasOf } from './deployment.ts';
import { ensureAutoscaler } from './ensure-autoscaler.ts';
import { ensureService } from './ensure-service.ts';
import { findTarget, type Found, type Maybe, orThrow } from './find-target.ts';
import { knownPods } from './known-pods.ts';
import { DEPLOYMENT, refOf, SERVICE } from './names.ts';
import { isControlledBy } from './owner.ts';
import { type PrimaryMaking, primaryDeployment, promotedDeployment, runsTemplate } from './primary-deployment.ts';
import { flaggerIdOf } from './primary-template.ts';
import { asError, missingConfig, missingTarget, notFound } from './problem.ts';
import { releaseService } from './release-service.ts';
import { scaledUp } from './replicas.ts';
import type { Selector } from './selector.ts';
import { type Service, selects } from './service.ts';
import { services } from './services.ts';
import type { WorkloadDeps } from './settings.ts';
import { missingPort, undeclaredPort } from './target-port.ts';
import { isServing, stateOf } from './workload-state.ts';
import { areCopied, checksums, type Tracked, trackConfigs, trackedKeys } from './tracked-configs.ts';

/** Targets of kind Deployment. */
export class DeploymentWorkloads implements Workloads {
  constructor(private readonly deps: WorkloadDeps) {}

  async see(canary: Canary): Promise<Seen> {
    const apexRef = refOf(canary, SERVICE, serviceNames(canary).apex);
    const [found, primary, apex] = await Promise.all([
      this.find(canary),
      this.primary(canary),
      this.deps.objects.read<Service>(apexRef),
    ]);
    const pods = found.problem ? primary?.spec.selector.matchLabels : primaryPods(found.value.selector);
    return {
      target: found.problem ?? (await this.target(canary, found.value, primary)),
      primary: primary && {
        revision: revisionOf(primary.spec.template),
        ...this.pods(canary, primary, readyThresholds(canary.spec.analysis).primary),
        ...flaggerIdField(primary),
      },
      isApexOnPrimary: pods !== undefined && selects(apex, pods),
    };
  }

  async backends(canary: Canary): Promise<Backends> {
    return backendsOf(canary, await knownPods(this.deps.objects, canary, await this.find(canary)));
  }

  async ensureServices(canary: Canary): Promise<Written> {
    const wanted = await this.services(canary);
    const first = await ensureService(this.deps.objects, canary, wanted.canary);
    return [...first, ...(await ensureService(this.deps.objects, canary, wanted.primary))];
  }

  async ensureApex(canary: Canary): Promise<Written> {
    return ensureService(this.deps.objects, canary, (await this.orphan(canary)) ?? (await this.services(canary)).apex);
  }

  async ensureScaler(canary: Canary, update: boolean): Promise<Written> {
    return ensureAutoscaler(this.deps.objects, canary, update);
  }

  async ensurePrimary(canary: Canary, flaggerId: string): Promise<Written> {
    if (await this.primary(canary)) {
      return [];
    }
    const found = orThrow(await this.find(canary));
    const tracked = orThrow(await this.tracked(canary, found.deployment, false));
    const copies = await this.copy(canary, tracked);
    const primary = primaryDeployment(canary, found.deployment, this.making(found, tracked, flaggerId));
    await this.deps.objects.create(primary);
    return [...copies, `Deployment ${primary.metadata.name}`];
  }

  async promote(canary: Canary, revision: string, flaggerId: string): Promise<Written> {
    const found = orThrow(await this.find(canary));
    const primary = await this.primary(canary);
    if (revisionOf(found.deployment.spec.template) !== revision) {
      throw new Conflict(`promoting deployment ${nameOf(found.deployment)}: it is not at ${revision} any more`);
    }
    if (!primary) {
      throw new Wait(notFound(primaryName(canary), canary.metadata.namespace));
    }
    if (flaggerIdOf(primary.spec.template) === flaggerId) {
      return [];
    }
    const tracked = orThrow(await this.tracked(canary, found.deployment, true));
    const copies = await this.copy(canary, tracked);
    await this.deps.objects.replace(
      promotedDeployment(canary, primary, { target: found.deployment, making: this.making(found, tracked, flaggerId) }),
    );
    return [...copies, `Deployment ${primary.metadata.name}`];
  }

  async sleepTarget(canary: Canary): Promise<Written> {
    const target = await this.read(canary, canary.spec.targetRef.name);
    return target ? this.scale(target, 0) : [];
  }

  async wakeTarget(canary: Canary, asPrimary = false): Promise<Written> {
    const target = await this.read(canary, canary.spec.targetRef.name);
    if (!target) {
      throw asError(missingTarget(canary));
    }
    const primary = asPrimary ? await this.primary(canary) : undefined;
    const replicas = await this.replicas(canary, target);
    return this.scale(target, Math.max(replicas, primary ? replicasOf(primary) : 0));
  }

  async releaseServices(canary: Canary): Promise<Written> {
    const [found, primary] = await Promise.all([this.find(canary), this.primary(canary)]);
    return found.problem
      ? releaseService(this.deps.objects, canary, { primary: primary?.spec.selector.matchLabels, target: undefined })
      : releaseService(this.deps.objects, canary, {
          primary: primaryPods(found.value.selector),
          target: { [found.value.selector.label]: found.value.selector.value },
        });
  }

  private async scale(target: Deployment, replicas: number): Promise<Written> {
    if (replicasOf(target) === replicas) {
      return [];
    }
    await this.deps.objects.patch(target, { spec: { replicas } });
    return [`Deployment ${target.metadata.name}`];
  }

  private read(canary: Canary, name: string): Promise<Deployment | undefined> {
    return this.deps.objects.read<Deployment>(refOf(canary, DEPLOYMENT, name));
  }

  private primary(canary: Canary): Promise<Deployment | undefined> {
    return this.read(canary, primaryName(canary));
  }

  private find(canary: Canary): Promise<Maybe<Found>> {
    return findTarget(this.deps, canary);
  }

  private async tracked(
    canary: Canary,
    deployment: Deployment,
    hasPrimary: boolean,
  ): Promise<Maybe<readonly Tracked[]>> {
    if (!this.deps.options.trackConfigs) {
      return { value: [] };
    }
    const configs = await trackConfigs(this.deps.configs, canary.metadata.namespace, deployment.spec.template.spec);
    return 'missing' in configs
      ? { problem: missingConfig(deployment, configs.missing, hasPrimary) }
      : { value: configs.tracked };
  }

  private async target(canary: Canary, found: Found, primary: Deployment | undefined): Promise<Target> {
    const { deployment } = found;
    const tracked = await this.tracked(canary, deployment, primary !== undefined);
    if (tracked.problem) {
      return tracked.problem;
    }
    const noPort = missingPort(canary, deployment);
    if (noPort) {
      return noPort;
    }
    const workload = {
      revision: revisionOf(deployment.spec.template),
      ...this.pods(canary, deployment, readyThresholds(canary.spec.analysis).canary),
    };
    const runs = primary !== undefined && runsTemplate(primary, deployment, this.making(found, tracked.value, ''));
    const isPromoted = runs && (await areCopied(this.deps.configs, canary.metadata.namespace, tracked.value));
    const advice = undeclaredPort(canary, deployment);
    return {
      state: 'found',
      workload,
      configs: checksums(tracked.value),
      isPromoted,
      ...(advice !== undefined && { advice: [advice] }),
    };
  }

  private pods(canary: Canary, deployment: Deployment, threshold: number): Pick<Workload, 'state' | 'isServing'> {
    const since = Date.parse(canary.status.lastTransitionTime ?? '') || 0;
    const deadlineMs = progressDeadlineMs(canary.spec);
    const state = stateOf(deployment, { threshold, deadlineMs, now: this.deps.now(), since });
    return { state, isServing: isServing(deployment) };
  }

  private async services(canary: Canary): Promise<ReturnType<typeof services>> {
    const { selector, deployment } = orThrow(await this.find(canary));
    const apex = await this.deps.objects.read<Service>(refOf(canary, SERVICE, serviceNames(canary).apex));
    const theirs = apex && !isControlledBy(canary, apex.metadata) ? (apex.spec.ports ?? []) : [];
    return services(canary, selector, { containers: deployment.spec.template.spec.containers, theirs });
  }

  /** Users of a primary whose target is gone, or cannot be worked with, are still kept on it. */
  private async orphan(canary: Canary): Promise<Service | undefined> {
    const [{ problem }, primary] = await Promise.all([this.find(canary), this.primary(canary)]);
    return problem && primary && apexWithoutTarget(this.deps.objects, canary, primary);
  }

  private copy(canary: Canary, tracked: readonly Tracked[]): Promise<Written> {
    const { objects, configs, options } = this.deps;
    return copyConfigs(canary, tracked, { objects, configs, prefixes: options.includeLabelPrefix });
  }

  private making({ selector }: Found, tracked: readonly Tracked[], flaggerId: string): PrimaryMaking {
    const { selectorLabels, includeLabelPrefix } = this.deps.options;
    return { selector, selectorLabels, prefixes: includeLabelPrefix, copied: trackedKeys(tracked), flaggerId };
  }

  private async replicas(canary: Canary, target: Deployment): Promise<number> {
    const [primary, minimum] = await Promise.all([this.primary(canary), minimumReplicas(this.deps.objects, canary)]);
    return scaledUp({
      target: replicasOf(target),
      primary: primary && replicasOf(primary),
      minimum,
      hasAutoscaler: canary.spec.autoscalerRef !== undefined,
    });
  }
}

const primaryPods = ({ label, primaryValue }: Selector): Readonly<Record<string, string>> => ({
  [label]: primaryValue,
});

function flaggerIdField({ spec }: Deployment): { readonly flaggerId?: string } {
  const flaggerId = flaggerIdOf(spec.template);
  return flaggerId === undefined ? {} : { flaggerId };
}
