import type { Kind } from './flag-kinds.ts';

/** One flag of the command line. */
export interface Flag<T> {
  readonly group: string;
  readonly kind: Kind<T>;
  /** What applies when it is not given, as it would be written. */
  readonly fallback: string;
  /** What it is for, in the help text. */
  readonly says: string;
  /** The environment variable that wins over it. */
  readonly env?: string;
  /** Its value must not be shown to anybody. */
  readonly isSecret?: true;
  /** Left out of the help text: for tests only. */
  readonly isHidden?: true;
}
