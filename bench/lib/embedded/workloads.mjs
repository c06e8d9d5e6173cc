// Deployments without pods: a while after each change their status says that all replicas are of the newest template and available.
const DEPLOYMENTS = '/apis/apps/v1/deployments';

export async function playWorkloads(kube, readyMs) {
  const coming = new Map();
  await kube.watch(DEPLOYMENTS, (type, { metadata, spec, status = {} }) => {
    const key = `${metadata.namespace}/${metadata.name}`;
    if (type === 'DELETED' || status.observedGeneration === metadata.generation) {
      return;
    }
    const place = `/apis/apps/v1/namespaces/${metadata.namespace}/deployments/${metadata.name}/status`;
    clearTimeout(coming.get(key));
    coming.set(
      key,
      setTimeout(() => {
        coming.delete(key);
        kube.merge(place, { status: readyStatus(metadata, spec) }).catch((error) => {
          if (error.code !== 404) console.error(error.message);
        });
      }, readyMs),
    );
  });
}

function readyStatus({ generation }, { replicas = 1 }) {
  const count = replicas || null;
  const time = new Date().toISOString();
  const condition = (type, reason) => ({
    type,
    status: 'True',
    reason,
    lastUpdateTime: time,
    lastTransitionTime: time,
  });
  return {
    observedGeneration: generation,
    replicas: count,
    updatedReplicas: count,
    readyReplicas: count,
    availableReplicas: count,
    conditions: [
      condition('Progressing', 'NewReplicaSetAvailable'),
      condition('Available', 'MinimumReplicasAvailable'),
    ],
  };
}
