// Knative for `requests`: the Service that a canary releases, and who plays Knative's controllers.
const API = 'serving.knative.dev/v1';
const SERVICES = (ns) => `/apis/${API}/namespaces/${ns}/services`;

const templateOf = (image) => ({ template: { spec: { containers: [{ name: 'app', image }] } } });

/** The Service beside the Deployment of the same name, which then belongs to no canary. */
export const service = (ns, app) => ({
  path: SERVICES(ns),
  object: { apiVersion: API, kind: 'Service', metadata: { name: app, namespace: ns }, spec: templateOf('app:1') },
});

/** What its Canary says beside the usual; Knative has no ports to name. */
export const spec = (app) => ({ targetRef: { apiVersion: API, kind: 'Service', name: app } });

export const release = (kube, ns, app, image) => kube.merge(`${SERVICES(ns)}/${app}`, { spec: templateOf(image) });

/** `app-1-00002` of `app:2`. */
const revisionName = ({ metadata, spec: { template } }) =>
  `${metadata.name}-${template.spec.containers[0].image.replace(/.*:/, '').padStart(5, '0')}`;

/** The revision of the template as it is. */
export const revision = (found) => ({
  path: `/apis/${API}/namespaces/${found.metadata.namespace}/revisions`,
  object: {
    apiVersion: API,
    kind: 'Revision',
    metadata: { name: revisionName(found), namespace: found.metadata.namespace },
    spec: found.spec.template.spec,
  },
});

/** That the traffic is as the Service says. */
export function traffic(found) {
  const latest = revisionName(found);
  const { traffic = [{ latestRevision: true, percent: 100 }] } = found.spec;
  return {
    observedGeneration: found.metadata.generation,
    latestCreatedRevisionName: latest,
    latestReadyRevisionName: latest,
    traffic: traffic.map((target) => ({ revisionName: latest, ...target })),
  };
}
