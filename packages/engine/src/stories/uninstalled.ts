import { good, hook, newImage, reply, weights } from './builders.ts';
import type { Plot, Scene } from './plot.ts';

const MESSAGE = 'spec.provider: VirtualService v1 is not installed in this cluster; istio needs virtualservices';

/** Somebody takes the CRD of the mesh out of the cluster, and its objects with it. */
const taken = (scene: Scene): void => {
  scene.lacks = MESSAGE;
  scene.routes = undefined;
  scene.refuses = { ensureRoutes: MESSAGE, route: MESSAGE };
};

const installed = (scene: Scene): void => {
  scene.lacks = undefined;
  scene.refuses = {};
};

/** What a mesh does to a canary that was never, or is no longer, installed. */
export const UNINSTALLED: Record<string, Plot> = {
  'a mesh that is installed late: services and primary are made, and the rest when it is there': {
    analysis: weights,
    events: [
      { at: 0, what: 'there is no mesh', does: taken },
      { at: 60, what: 'the mesh is installed', does: installed },
    ],
    find: good,
    seconds: 120,
  },
  'a mesh that is taken out during the run, and is back: the run goes on': {
    analysis: weights,
    spec: { progressDeadlineSeconds: 60 },
    events: [
      newImage,
      { at: 45, what: 'the CRD of the mesh is deleted', does: taken },
      { at: 70, what: 'it is there again', does: installed },
    ],
    find: good,
    seconds: 180,
  },
  'a mesh that is taken out during the run for good: ended at the deadline': {
    analysis: weights,
    spec: { progressDeadlineSeconds: 60 },
    events: [newImage, { at: 45, what: 'the CRD of the mesh is deleted', does: taken }],
    find: good,
    seconds: 200,
  },
  'a mesh that is taken out during the run: the rollback hook is heard': {
    analysis: { ...weights, webhooks: [hook('rollback', 'panic')] },
    events: [newImage, { at: 45, what: 'the CRD of the mesh is deleted', does: taken }],
    find: (question, second) =>
      question.what === 'rollback' ? [reply(hook('rollback', 'panic'), second > 70)] : good(question, second),
    seconds: 120,
  },
  'a mesh that is taken out during the promotion: the promotion ends': {
    analysis: { ...weights, stepWeightPromotion: 30 },
    events: [newImage, { at: 60, what: 'the CRD of the mesh is deleted', does: taken }],
    find: good,
    seconds: 200,
  },
};
