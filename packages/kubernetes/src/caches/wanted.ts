import type { CacheOptions } from './cache-ports.ts';
import { Interest } from './interest.ts';

/** Which objects are wanted, and by which canaries: what they read, and of their own kind the canaries themselves. */
export class Wanted extends Interest {
  constructor(private readonly keepsAll: NonNullable<CacheOptions['keepsAll']> = false) {
    super();
  }

  /** Whether the objects are the canaries themselves. */
  get isOwnKind(): boolean {
    return this.keepsAll !== false;
  }

  /** Whether anybody wants to know of any object. */
  get isNeeded(): boolean {
    return this.isOwnKind || this.size > 0;
  }

  isWanted(key: string): boolean {
    return (typeof this.keepsAll === 'boolean' ? this.keepsAll : this.keepsAll(key)) || this.has(key);
  }

  /** The canaries to wake when this object changes. */
  wokenBy(key: string): Iterable<string> {
    return this.isOwnKind ? [key, ...this.in(key)] : this.in(key);
  }

  /** As {@link Wanted.forget}, with the canary itself where it is not wanted either. */
  override forget(canary: string): readonly string[] {
    const orphans = super.forget(canary);
    return this.isOwnKind && !this.isWanted(canary) ? [...orphans, canary] : orphans;
  }
}
