import type { KubeObject } from '@flagger/api';
import { at, isReady, KNATIVE_API, listOf, numberAt, revisionOf, textAt } from '@flagger/simulated-cluster';
import type { Look, Released } from './released.ts';
import { inTest, NAME, NAMESPACE } from './service-names.ts';
import type { Split } from './split.ts';

const SERVICE = inTest(KNATIVE_API, 'Service', NAME);
const PRIMARY = 'flagger.app/primary-revision';

/** A Service of Knative: its newest revision, and the one that an annotation names. */
export const REVISIONS: Released = {
  target: SERVICE,
  primary: SERVICE,
  made: (image) => ({ ...SERVICE, spec: { template: { spec: { containers: [{ name: 'main', image }] } } } }),
  targetIn: (look) => shown(textAt(look(SERVICE)?.status, 'latestCreatedRevisionName'), look),
  primaryIn: (look) => shown(primaryOf(look(SERVICE)), look),
  copying: primaryOf,
  left: usersElsewhere,
  hasParts: false,
};

/** The revision that serves users, by its mark. */
export function primaryOf(service: KubeObject | undefined): string {
  return service?.metadata.annotations?.[PRIMARY] ?? '';
}

/** Users are where Knative says that it routes them. */
function usersElsewhere(look: Look): readonly string[] {
  const service = look(SERVICE);
  const routed = listOf(at(service?.status, 'traffic')).filter((target) => numberAt(target, 'percent') > 0);
  const primary = primaryOf(service);
  const isThere = routed.length > 0 && routed.every((target) => textAt(target, 'revisionName') === primary);
  return [
    ...(isThere ? [] : [`Knative routes ${JSON.stringify(routed)} instead of all to ${primary}`]),
    ...(isReady(shown(primary, look)) ? [] : [`${primary} is not ready`]),
  ];
}

/** A revision as a Deployment of one pod. */
function shown(name: string, look: Look): KubeObject | undefined {
  if (name === '') {
    return undefined;
  }
  // one that is made anew has revisions of the same names
  const uid = look(SERVICE)?.metadata.uid;
  const revision = look(revisionOf(name, NAMESPACE));
  const conditions = listOf(at(revision?.status, 'conditions'));
  const isReady = conditions.some((each) => textAt(each, 'type') === 'Ready' && textAt(each, 'status') === 'True');
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: NAMESPACE, generation: 1 },
    spec: { replicas: 1, template: { metadata: { name, uid }, spec: revision?.spec } },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: isReady ? 1 : 0 },
  };
}

/** The traffic of the Service, where a revision is marked as the primary. */
export const knativeSplit: Split = {
  apiVersion: KNATIVE_API,
  kind: 'Service',
  lists(service) {
    const primary = primaryOf(service);
    const shares = trafficOf(service).map((target) => ({
      to: sideOf(target, primary),
      weight: numberAt(target, 'percent'),
    }));
    return primary === '' || shares.length === 0 ? [] : [shares];
  },
  isMirrored: () => false,
  edited: (service, canary) => ({
    spec: {
      traffic: [
        { latestRevision: true, percent: canary },
        {
          revisionName: primaryOf(service) || textAt(service.status, 'latestReadyRevisionName'),
          percent: 100 - canary,
        },
      ],
    },
  }),
  broken: { spec: { traffic: [{ revisionName: 'elsewhere', percent: 100 }] } },
  name: () => NAME,
};

const trafficOf = ({ spec }: KubeObject): readonly unknown[] => listOf(at(spec, 'traffic'));

function sideOf(target: unknown, primary: string): string {
  const name = textAt(target, 'revisionName');
  if (at(target, 'latestRevision') === true) {
    return `${NAME}-canary`;
  }
  return name === primary ? `${NAME}-primary` : name;
}
