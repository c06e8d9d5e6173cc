import type { KubeObject, MeshRule, MeshVerb, Objects, Ref } from '@flagger/api';

const READING: readonly MeshVerb[] = ['get', 'list', 'watch'];

/**
 * Objects that tell how often they were written through and what was asked of them, refuse what `rules` do not name,
 * and let someone else write just before the next patch.
 */
export class WatchedObjects implements Objects {
  writes = 0;
  /** What was asked, e.g. `patch virtualservices.networking.istio.io`. */
  readonly asked = new Set<string>();
  private meanwhile: (() => Promise<unknown>) | undefined;

  constructor(
    private readonly inner: Objects,
    private readonly rules: readonly MeshRule[],
  ) {}

  /** Done once, between the next caller's read and its patch. */
  beforeNextPatch(meanwhile: () => Promise<unknown>): void {
    this.meanwhile = meanwhile;
  }

  async read<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    READING.forEach((verb) => this.ask(verb, ref));
    return this.inner.read<T>(ref);
  }

  async confirm<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    this.ask('get', ref);
    return this.inner.confirm<T>(ref);
  }

  async create<T extends KubeObject>(object: T): Promise<T> {
    this.write('create', object);
    return this.inner.create(object);
  }

  async patch<T extends KubeObject>(ref: Ref, changes: object): Promise<T> {
    this.write('patch', ref);
    const { meanwhile } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
    return this.inner.patch<T>(ref, changes);
  }

  async replace<T extends KubeObject>(object: T): Promise<T> {
    this.write('update', object);
    return this.inner.replace(object);
  }

  async remove(ref: Ref): Promise<void> {
    this.write('delete', ref);
    return this.inner.remove(ref);
  }

  private write(verb: MeshVerb, ref: Ref): void {
    this.ask(verb, ref);
    this.writes += 1;
  }

  private ask(verb: MeshVerb, { apiVersion, kind }: Ref): void {
    const apiGroup = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
    const what = askedOf({ apiGroup, resource: pluralOf(kind) }, verb);
    if (!declared(this.rules).includes(what)) {
      throw new Error(`the router asks to ${what}, which the rules of its provider do not name`);
    }
    this.asked.add(what);
  }
}

/** All that the rules allow, in the words of {@link WatchedObjects.asked}. */
export const declared = (rules: readonly MeshRule[]): readonly string[] =>
  rules.flatMap((rule) => rule.verbs.map((verb) => askedOf(rule, verb)));

const askedOf = ({ apiGroup, resource }: Pick<MeshRule, 'apiGroup' | 'resource'>, verb: MeshVerb): string =>
  `${verb} ${[resource, apiGroup].filter(Boolean).join('.')}`;

/** As the authors of CRDs make it of a kind. */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (/[^aeiou]y$/.test(singular)) {
    return singular.replace(/y$/, 'ies');
  }
  return /(?:s|x|ch|sh)$/.test(singular) ? `${singular}es` : `${singular}s`;
}
