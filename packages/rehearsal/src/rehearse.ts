import { parseCanary, stepless, type Canary, type KubeObject, type Problem } from '@flagger/api';
import { at, imageOf, listOf, textAt } from '@flagger/simulated-cluster';
import { meshCalled } from './meshes.ts';
import type { Plan } from './plan.ts';
import type { Report, Verdict } from './report.ts';
import { sceneOf, unaskable } from './scene.ts';
import { Stage } from './stage.ts';

/** Why something cannot be rehearsed: sentences that name the field. */
export class Unplayable extends Error {
  override readonly name = 'Unplayable';
}

const MINUTE = 60_000;

/** Plays one release: the Canary is initialised, the target changes, and all that follows is looked at. */
export async function rehearse(plan: Plan): Promise<Report> {
  const canary = playable(plan);
  const provider = canary.spec.provider || plan.provider;
  const mesh = meshCalled(provider);
  if (mesh === undefined) {
    throw new Unplayable(`spec.provider: ${provider} cannot be rehearsed`);
  }
  const scene = sceneOf(plan, canary);
  const stage = new Stage({ plan, canary, mesh, providerName: provider });
  [...scene.objects, scene.target, plan.canary].forEach((object) => stage.put(object));
  await stage.begin();
  const isReady = await stage.until(() => stage.phase === 'Initialized', 15 * MINUTE);
  stage.beginTelling();
  if (isReady) {
    stage.release(scene.released);
    await stage.until(() => ENDS.has(stage.phase) || isLeftWaiting(stage, plan), plan.longestMs);
  }
  await stage.end();
  return {
    canary: { namespace: canary.metadata.namespace, name: canary.metadata.name },
    provider,
    release: { from: imageOf(scene.target), to: imageOf(scene.released) },
    seed: plan.seed,
    ...stage.told,
    verdict: isReady ? verdictOf(stage.phase) : 'not-started',
    assumed: [...scene.assumed, ...stage.assumed],
  };
}

const ENDS = new Set(['Succeeded', 'Failed']);
const WAITS = new Set(['Waiting', 'WaitingPromotion']);

/** It waits for a gate, and all that were to open had the time for it. */
const isLeftWaiting = (stage: Stage, { hooks }: Plan): boolean =>
  WAITS.has(stage.phase) && stage.sincePhase > Math.max(0, ...Object.values(hooks.opening)) + 30 * MINUTE;

function verdictOf(phase: string): Verdict {
  switch (phase) {
    case 'Succeeded':
      return 'promoted';
    case 'Failed':
      return 'rolled-back';
    case 'Waiting':
    case 'WaitingPromotion':
      return 'waiting';
    default:
      return 'unfinished';
  }
}

/** The Canary as the operator reads it. Throws {@link Unplayable}. */
function playable(plan: Plan): Canary {
  const { metadata } = plan.canary;
  const parsed = parseCanary({ ...plan.canary, metadata: { ...metadata, uid: metadata.uid ?? 'rehearsal' } });
  if (!parsed.ok) {
    throw new Unplayable(parsed.problems.map(described).join('\n'));
  }
  const { targetRef, autoscalerRef } = parsed.canary.spec;
  const problems = [
    ...(targetRef.kind === 'Deployment'
      ? []
      : [`spec.targetRef.kind: found ${targetRef.kind}, what can be rehearsed is Deployment`]),
    ...(autoscalerRef === undefined || autoscalerRef.kind === 'HorizontalPodAutoscaler'
      ? []
      : [`spec.autoscalerRef.kind: found ${autoscalerRef.kind}, what can be rehearsed is HorizontalPodAutoscaler`]),
    ...stepless(parsed.canary, meshCalled(parsed.canary.spec.provider || plan.provider)).map(described),
    ...unaskable(plan, parsed.canary),
  ];
  if (problems.length > 0) {
    throw new Unplayable(problems.join('\n'));
  }
  return parsed.canary;
}

const described = ({ field, found, allowed }: Problem): string => `${field}: found ${found}, allowed is ${allowed}`;

/** The images of all containers of a target. */
export const imagesOf = (object: KubeObject): readonly string[] =>
  listOf(at(object.spec, 'template', 'spec', 'containers')).map((container) => textAt(container, 'image'));
