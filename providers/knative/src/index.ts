import type { MeshProvider } from '@flagger/api';
import { changes, fieldsIgnored, looksAt, mirrorIgnored } from '@flagger/mesh-kit';
import { counters } from './counters.ts';
import { problems } from './problems.ts';
import { duration, requests, successRate } from './queries.ts';
import { KnativeRouter } from './router.ts';
import { KnativeWorkloads } from './workloads.ts';

const SERVICES = 'services.serving.knative.dev';
const REVISIONS = 'revisions.serving.knative.dev';

/** Knative: the target is a Service of its own, whose traffic is split between two revisions. */
export const knative: MeshProvider = {
  names: ['knative'],
  capabilities: { weights: true, mirror: false, match: false, sticky: false },
  queries: { successRate, requests, duration },
  counters,
  durationUnit: 'ms',
  crds: [SERVICES, REVISIONS],
  rules: [changes(SERVICES), looksAt(REVISIONS)],
  reads: [],
  problems,
  warnings: (canary) => [...mirrorIgnored(canary, 'knative'), ...fieldsIgnored(canary, 'knative')],
  router: (objects) => new KnativeRouter(objects),
  workloads: (objects) => new KnativeWorkloads(objects),
};
