import { replicasOf, type Deployment } from './deployment.ts';
import { hasMostlyFormer, isServing, stateOf } from './deployment-state.ts';
import { DEPLOYMENT } from './names.ts';
import type { PodKind } from './pod-kind.ts';
import { primaryDeployment, promotedDeployment } from './primary-deployment.ts';
import { primaryTemplate, templateOfFlagger } from './primary-template.ts';
import { scaledUp } from './replicas.ts';
import { runsOneOf } from './runs-template.ts';

/** Deployments: asleep they have no replicas. */
export const DEPLOYMENTS: PodKind<Deployment> = {
  ...DEPLOYMENT,
  stateOf,
  isServing,
  hasMostlyFormer,
  templateOf: ({ spec }) => spec.template,
  unfit: () => undefined,
  primary: primaryDeployment,
  promoted: promotedDeployment,
  runs: runsOneOf<Deployment>(primaryTemplate, templateOfFlagger),
  replicas: replicasOf,
  sleep: (target) => scaledTo(target, 0),
  wake: (target, { atLeast, ...scale }) =>
    scaledTo(target, Math.max(scaledUp({ ...scale, target: replicasOf(target) }), atLeast)),
};

const scaledTo = (target: Deployment, replicas: number): object | undefined =>
  replicasOf(target) === replicas ? undefined : { spec: { replicas } };
