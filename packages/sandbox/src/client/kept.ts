import type { KubeObject } from '@flagger/api';
import { keyOf } from './resource.ts';

/** Hears how one object changed; `before` or `after` is undefined where it came or went. */
export type Changed<T> = (before: T | undefined, after: T | undefined) => void;

/** What is known of one kind: what the watch brought and what our own writes were answered, whichever is newer. */
export class Kept<T extends KubeObject> {
  private readonly objects = new Map<string, T>();
  /** Objects that are gone for good, whatever older events still say of them. */
  private readonly gone = new Set<string>();

  constructor(private readonly changed: Changed<T>) {}

  get(key: string): T | undefined {
    return this.objects.get(key);
  }

  /** In the order in which they were heard of first. */
  all(): readonly T[] {
    return [...this.objects.values()];
  }

  /** Takes an object as it is now, unless a newer one is known. */
  learn(object: T): void {
    const key = keyOf(object);
    const before = this.objects.get(key);
    if (this.gone.has(object.metadata.uid ?? '') || (before !== undefined && !isNewer(object, before))) {
      return;
    }
    this.objects.set(key, object);
    this.changed(before, object);
  }

  /** Takes it that an object is gone for good; one of the same name that is another stays. */
  forget(object: Pick<KubeObject, 'metadata'>): void {
    if (object.metadata.uid !== undefined) {
      this.gone.add(object.metadata.uid);
    }
    this.dismiss(object);
  }

  /** Leaves an object out for now. */
  dismiss({ metadata }: Pick<KubeObject, 'metadata'>): void {
    const key = keyOf({ metadata });
    const before = this.objects.get(key);
    if (before === undefined || (metadata.uid !== undefined && before.metadata.uid !== metadata.uid)) {
      return;
    }
    this.objects.delete(key);
    this.changed(before, undefined);
  }

  /** Takes a complete list, as of a resourceVersion; what was written later than that stays. */
  replace(objects: readonly T[], resourceVersion: string): void {
    const listed = new Set(objects.map(keyOf));
    for (const object of this.all()) {
      if (!listed.has(keyOf(object)) && !isLater(object.metadata.resourceVersion, resourceVersion)) {
        this.forget(object);
      }
    }
    for (const object of objects) {
      this.learn(object);
    }
  }
}

function isNewer(object: KubeObject, before: KubeObject): boolean {
  if (object.metadata.uid !== before.metadata.uid) {
    return true;
  }
  return isLater(object.metadata.resourceVersion, before.metadata.resourceVersion);
}

/** Whether one resourceVersion is later than another; where they are no numbers, whether it differs. */
function isLater(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) {
    return one !== other;
  }
  return isWhole(one) && isWhole(other) ? BigInt(one) > BigInt(other) : one !== other;
}

const isWhole = (text: string): boolean => /^\d+$/.test(text);
