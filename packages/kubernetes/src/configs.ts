import type { ObjectMeta } from '@flagger/api';

/** A ConfigMap or Secret that a target refers to, without its data. */
export interface TrackedConfig {
  readonly name: string;
  /** Of `.data`, as Flagger computes it, and of `.binaryData` where there is some. */
  readonly checksum: string;
  /** Of `.data` alone; undefined where that is the same. */
  readonly flaggerChecksum?: string;
  /** `type` of a Secret, e.g. `Opaque`; undefined for a ConfigMap. */
  readonly type?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

export type ConfigKind = 'ConfigMap' | 'Secret';

/** A ConfigMap or Secret with its data: only to be copied, never kept. */
export interface ConfigObject {
  readonly apiVersion: 'v1';
  readonly kind: ConfigKind;
  readonly metadata: ObjectMeta;
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

/**
 * Port inside this package: ConfigMaps and Secrets, as one canary sees them; a change of one that was tracked wakes
 * that canary.
 */
export interface Configs {
  /**
   * From the metadata cache; one GET when its resourceVersion moved since, to hash the data, which is dropped.
   * Undefined where there is none, of which the API server is asked once.
   */
  track(kind: ConfigKind, namespace: string, name: string): Promise<TrackedConfig | undefined>;
  /** The whole object, read now. Undefined where there is none. */
  fetch(kind: ConfigKind, namespace: string, name: string): Promise<ConfigObject | undefined>;
}
