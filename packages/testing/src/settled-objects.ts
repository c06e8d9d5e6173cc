import { isDeepStrictEqual } from 'node:util';
import { Conflict, type KubeObject, type Objects, type Ref } from '@flagger/api';
import { withoutWordsOfTheMesh } from './words-of-the-mesh.ts';

/** What is sent, as far as it names what it was read at. */
interface Versioned {
  readonly metadata?: { readonly resourceVersion?: string };
}

const ATTEMPTS = 5;

/**
 * Objects beside the controllers of their mesh: a write that these came before with their status only is sent again, as
 * the operator's next turn would. What anybody else wrote since is a conflict, as it is without this.
 */
export class SettledObjects implements Objects {
  /** As they were seen last, by {@link keyOf}. */
  private readonly seen = new Map<string, KubeObject>();

  constructor(private readonly inner: Objects) {}

  async read<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    const found = await this.inner.read<T>(ref);
    return found && this.note(found);
  }

  confirm<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    return this.read<T>(ref);
  }

  async create<T extends KubeObject>(object: T): Promise<T> {
    return this.note(await this.inner.create(object));
  }

  patch<T extends KubeObject>(ref: Ref, changes: Versioned & { readonly spec?: unknown }): Promise<T> {
    return this.write<T>(ref, changes, (versioned) => this.inner.patch<T>(ref, versioned));
  }

  replace<T extends KubeObject>(object: T): Promise<T> {
    return this.write<T>(object, object, ({ metadata }) =>
      this.inner.replace<T>({ ...object, metadata: { ...object.metadata, ...metadata } }),
    );
  }

  remove(ref: Ref): Promise<void> {
    return this.inner.remove(ref);
  }

  private async write<T extends KubeObject>(
    ref: Ref,
    sent: Versioned,
    send: (versioned: Versioned) => Promise<T>,
  ): Promise<T> {
    const seen = this.seen.get(keyOf(ref));
    const before = seen?.metadata.resourceVersion === sent.metadata?.resourceVersion ? seen : undefined;
    let versioned = sent;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return this.note(await send(versioned));
      } catch (error) {
        const found = error instanceof Conflict && before && attempt < ATTEMPTS ? await this.read(ref) : undefined;
        if (!found || !isDeepStrictEqual(withoutWordsOfTheMesh(found), withoutWordsOfTheMesh(before))) {
          throw error;
        }
        const { resourceVersion = '' } = found.metadata;
        versioned = { ...sent, metadata: { ...sent.metadata, resourceVersion } };
      }
    }
  }

  private note<T extends KubeObject>(object: T): T {
    this.seen.set(keyOf(object), object);
    return object;
  }
}

const keyOf = ({ apiVersion, kind, metadata: { name, namespace } }: Ref): string =>
  [apiVersion, kind, namespace, name].join(' ');
