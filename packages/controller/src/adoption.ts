import {
  Conflict,
  controllerOf,
  isCanaryOwner,
  NotInstalled,
  ownerReference,
  sharedOwners,
  type Canaries,
  type KubeObject,
  type Objects,
  type OwnerReference,
  type RawCanary,
  type Ref,
  type Written,
} from '@flagger/api';
import { ALONE, type Kin } from './rivals.ts';

export interface AdoptionPorts {
  readonly canary: Pick<RawCanary, 'metadata'>;
  readonly canaries: Pick<Canaries, 'read'>;
  /** As this canary sees them, past the gate. */
  readonly objects: Objects;
}

/** What was read and has another owner than this canary. */
interface Found {
  readonly object: KubeObject;
  /** Undefined where only this canary is left of its owners. */
  readonly owner: OwnerReference | undefined;
  readonly isGone: boolean;
  /** Whether this canary was to own it already. */
  readonly isClaimed: boolean;
}

/** What makes pods and may be made again as it was: users were served by these. */
const REMADE: readonly string[] = ['Deployment', 'DaemonSet'];

/** What a turn reads only while it adopts: copies of configs are known by another cache. */
const COPIES: readonly string[] = ['ConfigMap', 'Secret'];

/**
 * Objects as one canary reads them, and those among them whose owner is a Canary that is gone: Kubernetes deletes them
 * with it, so they get this canary as owner before it relies on them. Where the older Canary of its target is still
 * there, this one becomes a further owner, so that they outlive that one.
 */
export class Adoption {
  private readonly found = new Map<string, Found>();

  constructor(private readonly ports: AdoptionPorts) {}

  readonly objects: Objects = {
    read: async <T extends KubeObject>(ref: Ref) => {
      const object = await this.ports.objects.read<T>(ref);
      this.note(ref, object);
      return object;
    },
    confirm: async <T extends KubeObject>(ref: Ref) => {
      const object = await this.ports.objects.confirm<T>(ref);
      this.note(ref, object);
      return object;
    },
    create: async (object) => {
      this.refuseAnother(object);
      return this.ports.objects.create(object);
    },
    patch: (ref, changes) => this.ports.objects.patch(ref, changes),
    replace: (object) => this.ports.objects.replace(object),
    remove: (ref) => this.ports.objects.remove(ref),
  };

  /** What is to be adopted of all that was read, by kind and name. */
  wanted(kin: Kin | undefined): Written {
    return this.due(kin).map(({ object }) => nameOf(object));
  }

  /**
   * Becomes owner of what was read and of these objects. What was deleted meanwhile and served users is made again as
   * it was: the target may be at a revision that nobody looked at.
   */
  async adopt(refs: readonly Ref[], kin: Kin | undefined): Promise<Written> {
    // what was noted in an earlier turn may be another version by now
    const noted = [...this.found.values()].map(({ object }) => object);
    await Promise.all([...noted, ...refs].map((ref) => this.look(ref)));
    this.claim(kin);
    const due = this.due(kin);
    // what nothing takes away and each turn reads comes last: by that the rest is found again after a crash
    const first = await this.ownAll(
      due.filter((found) => !this.isLater(found)),
      kin,
    );
    const last = await this.ownAll(
      due.filter((found) => this.isLater(found)),
      kin,
    );
    return [...first, ...last];
  }

  /** Of a kind that the cluster lacks there are no objects, and none is in the way of the others. */
  private async look(ref: Ref): Promise<void> {
    try {
      await this.objects.read(ref);
    } catch (error) {
      if (!(error instanceof NotInstalled)) {
        throw error;
      }
      this.note(ref, undefined);
    }
  }

  private isLater({ object: { kind, metadata } }: Found): boolean {
    return !COPIES.includes(kind) && this.isOwner(metadata);
  }

  private isOwner({ ownerReferences = [] }: KubeObject['metadata']): boolean {
    return ownerReferences.some(({ uid }) => uid === this.ports.canary.metadata.uid);
  }

  /** Side by side, since Kubernetes is at it as well; the turn goes on when all of them are done. */
  private async ownAll(all: readonly Found[], kin: Kin | undefined): Promise<Written> {
    const tried = await Promise.allSettled(all.map((found) => this.own(found, kin?.elder !== undefined)));
    return tried.flatMap((each) => {
      if (each.status === 'rejected') {
        throw each.reason;
      }
      return each.value;
    });
  }

  /** Nothing of what was read is to be adopted: it is in the way of what this canary needs, and may go. */
  leave(): void {
    this.found.clear();
  }

  /**
   * What served users is made again as it was, by {@link adopt} in the next turn: where it goes between the look and the
   * writes of a turn, those would make it from a target that nobody analysed. Throws a {@link Conflict}.
   */
  private refuseAnother(object: KubeObject): void {
    const found = this.found.get(keyOf(object));
    if (found?.isGone && this.isOrphan(found, [])) {
      throw new Conflict(`${nameOf(object)} has gone just now, it is made again as it was`);
    }
  }

  private async own(found: Found, isSecond: boolean): Promise<Written> {
    const { object, isGone } = found;
    const { canary, objects } = this.ports;
    if (object.metadata.deletionTimestamp !== undefined && !isGone) {
      return [];
    }
    const { uid, resourceVersion, ownerReferences = [] } = object.metadata;
    const others = ownerReferences.filter((owner) => owner.uid !== found.owner?.uid);
    const owners = isSecond
      ? [...ownerReferences, { ...ownerReference(canary), controller: false, blockOwnerDeletion: false }]
      : sharedOwners(canary, others);
    const now = isGone
      ? await objects.create(anew(object, owners))
      : await objects.patch(object, { metadata: { uid, resourceVersion, ownerReferences: owners } });
    this.note(object, now);
    return [nameOf(object)];
  }

  private claim(kin: Kin | undefined): void {
    this.due(kin).forEach((found) => this.found.set(keyOf(found.object), { ...found, isClaimed: true }));
  }

  private due({ elder, younger }: Kin = ALONE): readonly Found[] {
    return [...this.found.values()].filter((found) =>
      elder ? !found.isGone && this.isShared(found, elder.uid) : this.isOrphan(found, younger),
    );
  }

  /** Its owner is gone, or is a younger Canary that does no work beside this one. */
  private isOrphan({ object, owner }: Found, younger: readonly string[]): boolean {
    const isAtWork = owner && this.isLiving(object, owner) && !younger.includes(owner.uid);
    return !isAtWork;
  }

  private isLiving({ metadata: { namespace = '' } }: KubeObject, { name, uid }: OwnerReference): boolean {
    return this.ports.canaries.read(`${namespace}/${name}`)?.metadata.uid === uid;
  }

  /** What is being deleted goes, whoever owns it. */
  private isShared({ object, owner, isClaimed }: Found, elder: string): boolean {
    const { deletionTimestamp } = object.metadata;
    return owner?.uid === elder && !this.isOwner(object.metadata) && (deletionTimestamp === undefined || !isClaimed);
  }

  private note(ref: Ref, object: KubeObject | undefined): void {
    const key = keyOf(ref);
    const before = this.found.get(key);
    if (!object) {
      return this.noteGone(key, before);
    }
    const { uid } = this.ports.canary.metadata;
    const owner = controllerOf(object.metadata);
    // Kubernetes takes an owner away that is gone where there are others: one that was beside it may be gone as well
    const isLeft = object.metadata.ownerReferences?.some(isCanaryOwner) === true;
    const isAnothers = owner ? isCanaryOwner(owner) && owner.uid !== uid : isLeft;
    if (isAnothers) {
      const isClaimed = before?.isClaimed === true || !owner || !this.isLiving(object, owner);
      this.found.set(key, { object, owner, isGone: false, isClaimed });
    } else if (before) {
      this.found.delete(key);
    }
  }

  private noteGone(key: string, before: Found | undefined): void {
    if (before && REMADE.includes(before.object.kind)) {
      this.found.set(key, { ...before, isGone: true });
    } else {
      this.found.delete(key);
    }
  }
}

/** The same object as it would be created. */
function anew({ metadata, status: _, ...object }: KubeObject, owners: readonly OwnerReference[]): KubeObject {
  const { name, namespace, labels, annotations } = metadata;
  return {
    ...object,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ownerReferences: owners,
    },
  };
}

const keyOf = ({ kind, metadata: { name, namespace = '' } }: Ref): string => `${kind} ${namespace}/${name}`;

const nameOf = ({ kind, metadata: { name } }: Ref): string => `${kind} ${name}`;
