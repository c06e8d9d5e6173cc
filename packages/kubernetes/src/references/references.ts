import {
  crossNamespaceRefusal,
  keyOf,
  parseAlertProvider,
  parseMetricTemplate,
  type AlertProvider,
  type Canary,
  type Credentials,
  type Found,
  type KubeObject,
  type MetricTemplate,
  type Reference,
  type References,
} from '@flagger/api';
import type { Cluster } from '../cluster.ts';

export interface ReferencesOptions {
  readonly cluster: Pick<Cluster, 'objects' | 'configs'>;
  /** Whether canaries may refer to their own namespace only (`-no-cross-namespace-refs`). */
  readonly isWithinNamespace: boolean;
}

/** Watches nothing until a canary names a MetricTemplate or an AlertProvider. */
export const createReferences = (options: ReferencesOptions): References => new ClusterReferences(options);

type Kind = 'MetricTemplate' | 'AlertProvider';

/** Templates and providers come from the watch caches; Secrets are read by name and their data is not kept. */
class ClusterReferences implements References {
  constructor(private readonly options: ReferencesOptions) {}

  metricTemplate(canary: Canary, reference: Reference): Promise<Found<MetricTemplate>> {
    return this.find(canary, { kind: 'MetricTemplate', reference }, parseMetricTemplate);
  }

  alertProvider(canary: Canary, reference: Reference): Promise<Found<AlertProvider>> {
    return this.find(canary, { kind: 'AlertProvider', reference }, parseAlertProvider);
  }

  async credentials(canary: Canary, of: MetricTemplate | AlertProvider): Promise<Found<Credentials>> {
    const name = secretOf(of);
    if (name === undefined) {
      return { ok: true, object: new Map() };
    }
    const namespace = of.metadata.namespace ?? canary.metadata.namespace;
    const secret = await this.options.cluster.configs(keyOf(canary)).fetch('Secret', namespace, name);
    return secret === undefined ? notFound('secrets', name) : { ok: true, object: decoded(secret.data) };
  }

  private async find<T>(
    canary: Canary,
    { kind, reference }: { readonly kind: Kind; readonly reference: Reference },
    parse: (object: KubeObject) => Found<T>,
  ): Promise<Found<T>> {
    const refusal = this.options.isWithinNamespace ? crossNamespaceRefusal(canary, kind, reference) : undefined;
    if (refusal !== undefined) {
      return { ok: false, because: refusal };
    }
    const { name } = reference;
    const namespace = reference.namespace || canary.metadata.namespace;
    const ref = { apiVersion: 'flagger.app/v1beta1', kind, metadata: { name, namespace } };
    const object = await this.options.cluster.objects(keyOf(canary)).read(ref);
    return object === undefined ? notFound(`${kind.toLowerCase()}.flagger.app`, name) : parse(object);
  }
}

/** As Go's client words it. */
const notFound = (what: string, name: string): { readonly ok: false; readonly because: string } => ({
  ok: false,
  because: `${what} ${JSON.stringify(name)} not found`,
});

const secretOf = ({ spec }: MetricTemplate | AlertProvider): string | undefined =>
  ('provider' in spec ? spec.provider.secretRef : spec.secretRef)?.name;

const decoded = (data: Readonly<Record<string, string>> = {}): Credentials =>
  new Map(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]));
