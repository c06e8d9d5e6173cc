import { createHash } from 'node:crypto';
import type { KubeObject } from '@flagger/api';
import type { MemoryObjects } from './memory-objects.ts';

/** A ConfigMap or Secret as it stands in {@link MemoryObjects}. */
export interface MemoryConfig extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'ConfigMap' | 'Secret';
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** What tracking tells of one; as `TrackedConfig` of the package kubernetes, which this one does not know. */
export interface MemoryTrackedConfig {
  readonly name: string;
  readonly checksum: string;
  readonly flaggerChecksum?: string;
  readonly type?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The port `Configs` of the package kubernetes, for tests: the ConfigMaps and Secrets among the objects in memory. */
export class MemoryConfigs {
  constructor(private readonly objects: MemoryObjects) {}

  async track(kind: MemoryConfig['kind'], namespace: string, name: string): Promise<MemoryTrackedConfig | undefined> {
    const config = await this.fetch(kind, namespace, name);
    if (!config) {
      return undefined;
    }
    const { type, metadata } = config;
    return {
      name,
      checksum: checksum(config),
      ...(config.binaryData && { flaggerChecksum: checksum({ ...config, binaryData: {} }) }),
      ...(type !== undefined && { type }),
      annotations: metadata.annotations ?? {},
    };
  }

  async fetch(kind: MemoryConfig['kind'], namespace: string, name: string): Promise<MemoryConfig | undefined> {
    return this.objects.peek<MemoryConfig>({ apiVersion: 'v1', kind, metadata: { name, namespace } });
  }
}

/** As Flagger computes it: hex of the first 8 bytes of SHA-256 over the JSON of data; and of binaryData beside it. */
function checksum({ data, binaryData }: MemoryConfig): string {
  const json = goJson(data) + (Object.keys(binaryData ?? {}).length > 0 ? goJson(binaryData) : '');
  return createHash('sha256').update(json).digest('hex').slice(0, 16);
}

/** With sorted keys, and what could hurt in HTML escaped, as Go does. */
function goJson(data: MemoryConfig['data']): string {
  const sorted = data && Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted ?? null).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
