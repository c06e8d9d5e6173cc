import type { Canary, JsonObject, Problem } from '@flagger/api';
import type { Path } from './path.ts';

/** Where something stands; both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** An object as it was read, and where its fields stand. */
export interface Manifest {
  /** As it is told: a path, what `# Source:` says, or `stdin`. */
  readonly file: string;
  readonly object: JsonObject;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined where the manifest leaves it to who applies it. */
  readonly namespace: string | undefined;
  /** Where a field stands, or the nearest above it that is there; `offset` is one into its text. */
  place(path: Path, offset?: number): Place;
}

/** What could not even be read. */
export interface Unreadable {
  readonly file: string;
  readonly place: Place;
  readonly says: string;
}

/** A Canary as the operator reads it. */
export interface ReadCanary {
  /** As much of it as makes sense; undefined where nothing does. */
  readonly canary: Canary | undefined;
  readonly problems: readonly Problem[];
}
