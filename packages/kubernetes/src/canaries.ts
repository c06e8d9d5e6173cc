import {
  type Canaries,
  type CanaryStatus,
  type KubeObject,
  mergePatchBetween,
  nameIn,
  type ObjectMeta,
  type RawCanary,
} from '@flagger/api';
import { FIELD_MANAGER, MERGE_PATCH, parsed, written } from './objects.ts';
import { keyOf, type Resource } from './client/resource.ts';
import type { Transport } from './client/transport.ts';
import type { WatchedKind } from './caches/watched-kind.ts';

export const CANARIES: Resource = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  plural: 'canaries',
  namespaced: true,
  verbs: ['get', 'list', 'watch', 'patch'],
};

/** The canaries in the cluster, all of which are kept. */
export class ClusterCanaries implements Canaries {
  constructor(
    private readonly kind: WatchedKind,
    private readonly transport: Transport,
  ) {}

  keys(): readonly string[] {
    return this.kind.cache.keys();
  }

  read(key: string): RawCanary | undefined {
    const found = this.kind.cache.read(key);
    return found.state === 'kept' && isRawCanary(found.object) ? found.object : undefined;
  }

  async writeStatus(canary: RawCanary, status: CanaryStatus): Promise<RawCanary> {
    const { resourceVersion } = canary.metadata;
    return this.patch(canary, 'status', {
      metadata: { resourceVersion },
      status: mergePatchBetween(canary.status, status) ?? {},
    });
  }

  async writeMetadata(canary: RawCanary, metadata: Partial<ObjectMeta>): Promise<RawCanary> {
    const { resourceVersion } = canary.metadata;
    return this.patch(canary, undefined, { metadata: { ...metadata, resourceVersion } });
  }

  private async patch(canary: RawCanary, subresource: 'status' | undefined, body: object): Promise<RawCanary> {
    const { namespace, name } = canary.metadata;
    const place = { namespace, name, ...(subresource === undefined ? {} : { subresource }) };
    const key = keyOf(canary);
    const object = await written(this.kind.cache.writing(key, key), async () => {
      return parsed(
        await this.transport.request({
          verb: 'patch',
          resource: CANARIES,
          place,
          body,
          contentType: MERGE_PATCH,
          query: FIELD_MANAGER,
        }),
        CANARIES,
      );
    });
    if (!isRawCanary(object)) {
      throw new Error(`patching Canary ${nameIn(name, namespace)}: the answer has no uid`);
    }
    return object;
  }
}

const isRawCanary = (object: KubeObject): object is KubeObject & RawCanary =>
  object.metadata.namespace !== undefined && object.metadata.uid !== undefined;
