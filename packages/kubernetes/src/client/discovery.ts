import { type Log, NotInstalled, type Ref } from '@flagger/api';
import { apiErrorIn, isRecord } from './api-error.ts';
import { groupPath, type Resource } from './resource.ts';
import type { Transport } from './transport.ts';

/** What the cluster serves, asked once for each group and version. */
export interface Discovery {
  /**
   * How a kind is served. Throws a {@link Wait} that says so if it is not; it is looked for again at the earliest
   * after 30 s.
   */
  find(kind: Pick<Ref, 'apiVersion' | 'kind'>): Promise<Resource>;
  /** Whether the cluster serves a kind, asked anew. */
  serves(kind: Pick<Ref, 'apiVersion' | 'kind'>): Promise<boolean>;
  /** The cluster stopped serving this kind: it counts as not installed until it is looked for again. */
  forget(kind: Pick<Ref, 'apiVersion' | 'kind'>): void;
}

export interface DiscoveryOptions {
  readonly transport: Transport;
  readonly log: Log;
  readonly lookAgainMs?: number;
}

/** What one group and version serves, and when that was asked. */
interface Group {
  readonly at: number;
  readonly kinds: ReadonlyMap<string, Resource>;
}

const LOOK_AGAIN_MS = 30_000;

/** Nothing is asked until a kind is looked for. */
export function createDiscovery(options: DiscoveryOptions): Discovery {
  return new ApiDiscovery(options);
}

class ApiDiscovery implements Discovery {
  private readonly groups = new Map<string, Group>();
  private readonly asking = new Map<string, Promise<Group>>();
  private readonly told = new Set<string>();

  constructor(private readonly options: DiscoveryOptions) {}

  async find({ apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>): Promise<Resource> {
    const found = (await this.group(apiVersion, kind)).kinds.get(kind);
    if (found !== undefined) {
      this.told.delete(`${apiVersion} ${kind}`);
      return found;
    }
    this.tell(apiVersion, kind);
    throw new NotInstalled(`${kind} ${apiVersion} is not installed in this cluster`, { afterMs: this.lookAgainMs });
  }

  async serves({ apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>): Promise<boolean> {
    return (await this.ask(apiVersion)).kinds.has(kind);
  }

  forget({ apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>): void {
    const kinds = new Map(this.groups.get(apiVersion)?.kinds);
    kinds.delete(kind);
    this.groups.set(apiVersion, { at: this.elapsed(), kinds });
  }

  private async group(apiVersion: string, kind: string): Promise<Group> {
    const known = this.groups.get(apiVersion);
    if (known !== undefined && (known.kinds.has(kind) || this.elapsed() - known.at < this.lookAgainMs)) {
      return known;
    }
    const asking = this.asking.get(apiVersion) ?? this.ask(apiVersion).finally(() => this.asking.delete(apiVersion));
    this.asking.set(apiVersion, asking);
    return asking;
  }

  private async ask(apiVersion: string): Promise<Group> {
    const kinds = new Map((await this.resources(apiVersion)).map((resource) => [resource.kind, resource]));
    const group = { at: this.elapsed(), kinds };
    this.groups.set(apiVersion, group);
    return group;
  }

  private async resources(apiVersion: string): Promise<readonly Resource[]> {
    const resource = { apiVersion, kind: 'APIResourceList', plural: 'apiresources', namespaced: false, verbs: ['get'] };
    try {
      const answer = await this.options.transport.request({
        verb: 'get',
        resource,
        place: { name: apiVersion },
        path: groupPath(apiVersion),
      });
      return isRecord(answer) && Array.isArray(answer.resources)
        ? answer.resources.flatMap((each) => servedAs(apiVersion, each))
        : [];
    } catch (error) {
      if (apiErrorIn(error)?.status === 404) {
        return [];
      }
      throw error;
    }
  }

  private tell(apiVersion: string, kind: string): void {
    const id = `${apiVersion} ${kind}`;
    if (this.told.has(id)) {
      return;
    }
    this.told.add(id);
    this.options.log.warn('kind is not installed in this cluster; it is looked for again from time to time', {
      apiVersion,
      kind,
    });
  }

  private elapsed(): number {
    return this.options.transport.machine.elapsed();
  }

  private get lookAgainMs(): number {
    return this.options.lookAgainMs ?? LOOK_AGAIN_MS;
  }
}

/** The resource of one entry of an APIResourceList; none for subresources such as `deployments/status`. */
function servedAs(apiVersion: string, entry: unknown): readonly Resource[] {
  if (!isRecord(entry)) {
    return [];
  }
  const { name, kind, namespaced, verbs } = entry;
  if (typeof name !== 'string' || typeof kind !== 'string' || name.includes('/')) {
    return [];
  }
  return [
    {
      apiVersion,
      kind,
      plural: name,
      namespaced: namespaced === true,
      verbs: Array.isArray(verbs) ? verbs.filter((verb) => typeof verb === 'string') : [],
    },
  ];
}
