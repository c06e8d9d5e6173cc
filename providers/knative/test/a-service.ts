import { type KnativeService, PRIMARY } from '../src/knative-api.ts';

interface Parts {
  readonly name?: string;
  readonly namespace?: string;
  /** The annotation; none where it is undefined. */
  readonly primary?: string | undefined;
  readonly latest?: string;
  readonly traffic?: NonNullable<KnativeService['spec']>['traffic'];
  readonly status?: KnativeService['status'];
}

/** A Service of Knative whose newest revision is its first one, unless something else is said. */
export function aService(parts: Parts = {}): KnativeService {
  const { name = 'basket', namespace = 'shop', latest = `${name}-00001`, traffic, status } = parts;
  const primary = 'primary' in parts ? parts.primary : latest;
  const template = { spec: { containers: [{ image: 'registry.example/basket:1.0.0' }] } };
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name, namespace, generation: 3, ...(primary !== undefined && { annotations: { [PRIMARY]: primary } }) },
    spec: { template, ...(traffic && { traffic }) },
    status: { latestCreatedRevisionName: latest, ...status },
  };
}
