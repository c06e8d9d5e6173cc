import { apiVersionOf, type Resource } from './resource.ts';

/** Everything the server serves. */
export class Catalog {
  private readonly resources = new Map<string, Resource>();
  private changes = 0;

  constructor(resources: readonly Resource[] = []) {
    for (const resource of resources) {
      this.add(resource);
    }
  }

  /** How often it changed: who keeps something made from it, keeps it for this number. */
  get edition(): number {
    return this.changes;
  }

  all(): readonly Resource[] {
    return [...this.resources.values()];
  }

  find(group: string, version: string, plural: string): Resource | undefined {
    return this.resources.get(keyOf({ group, version, plural }));
  }

  /** The resource of a kind, e.g. `apps/v1` and `Deployment`. */
  ofKind(apiVersion: string, kind: string): Resource | undefined {
    return this.all().find((resource) => resource.kind === kind && apiVersionOf(resource) === apiVersion);
  }

  /** Whether anything at all is served under a group and version. */
  hasVersion(group: string, version: string): boolean {
    return this.all().some((resource) => resource.group === group && resource.version === version);
  }

  add(resource: Resource): void {
    this.resources.set(keyOf(resource), resource);
    this.changes += 1;
  }

  remove(resource: Resource): void {
    this.resources.delete(keyOf(resource));
    this.changes += 1;
  }
}

const keyOf = ({ group, version, plural }: Pick<Resource, 'group' | 'version' | 'plural'>): string =>
  `${group}/${version}/${plural}`;
