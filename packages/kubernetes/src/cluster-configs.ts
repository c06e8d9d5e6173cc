import type { KubeObject } from '@flagger/api';
import { isRecord } from './client/api-error.ts';
import { confirmed } from './caches/confirmed.ts';
import { configChecksums } from './config-checksum.ts';
import type { ConfigKind, ConfigObject, Configs, TrackedConfig } from './configs.ts';
import type { Kinds } from './caches/kinds.ts';
import { readNow } from './client/read-now.ts';
import { CONFIG_MAPS, keyOf, SECRETS } from './client/resource.ts';
import type { Transport } from './client/transport.ts';

/** What was hashed, by the metadata of that version: dropped with it when the cache drops that. */
export type Hashed = WeakMap<KubeObject, Promise<TrackedConfig | undefined>>;

/** kubectl keeps a copy of the data here. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** ConfigMaps and Secrets as one canary sees them; what was hashed is shared by all canaries. */
export class ClusterConfigs implements Configs {
  private readonly kinds: Kinds;
  private readonly transport: Transport;
  private readonly hashed: Hashed;
  private readonly canaryKey: string;

  constructor(
    shared: { readonly kinds: Kinds; readonly transport: Transport; readonly hashed: Hashed },
    canaryKey: string,
  ) {
    this.kinds = shared.kinds;
    this.transport = shared.transport;
    this.hashed = shared.hashed;
    this.canaryKey = canaryKey;
  }

  async track(kind: ConfigKind, namespace: string, name: string): Promise<TrackedConfig | undefined> {
    const watched = this.kinds.watch(resourceOf(kind), namespace);
    const key = keyOf({ metadata: { namespace, name } });
    const metadata = await confirmed(watched, { key, canaryKey: this.canaryKey });
    if (metadata === undefined) {
      return undefined;
    }
    const known = this.hashed.get(metadata);
    if (known !== undefined) {
      return known;
    }
    const asked = this.fetch(kind, namespace, name).then((config) =>
      config === undefined ? undefined : tracked(config),
    );
    this.hashed.set(metadata, asked);
    asked.then(
      (config) => config ?? this.hashed.delete(metadata),
      () => this.hashed.delete(metadata),
    );
    return asked;
  }

  async fetch(kind: ConfigKind, namespace: string, name: string): Promise<ConfigObject | undefined> {
    const object = await readNow(this.transport, { resource: resourceOf(kind), place: { namespace, name } });
    if (object === undefined) {
      return undefined;
    }
    const { metadata, type, data, binaryData } = { type: undefined, data: undefined, binaryData: undefined, ...object };
    return {
      apiVersion: 'v1',
      kind,
      metadata,
      ...(typeof type === 'string' ? { type } : {}),
      ...(isRecord(data) ? { data: texts(data) } : {}),
      ...(isRecord(binaryData) ? { binaryData: texts(binaryData) } : {}),
    };
  }
}

const resourceOf = (kind: ConfigKind): typeof SECRETS => (kind === 'Secret' ? SECRETS : CONFIG_MAPS);

function tracked(config: ConfigObject): TrackedConfig {
  const { metadata, type } = config;
  const annotations = Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(([name]) => name !== LAST_APPLIED),
  );
  return { name: metadata.name, ...configChecksums(config), annotations, ...(type === undefined ? {} : { type }) };
}

const texts = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]));
