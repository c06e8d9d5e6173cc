import type { Place } from './place.ts';

/** A public report, played: what its user does, and what is wanted. */
export interface Case {
  /** The file in `e2e/cases` without its ending. */
  readonly input: string;
  /** Tells several stories of one input apart; a part of the namespace. */
  readonly variant?: string;
  /** What its user gets, as a sentence. */
  readonly wants: string;
  /** As the operator's -mesh-provider; `istio` unless stated. */
  readonly mesh?: string;
  tell(place: Place): Promise<void>;
}

/** The name of a case in `PENDING`. */
export const nameOf = ({ input, variant }: Pick<Case, 'input' | 'variant'>): string =>
  variant === undefined ? input : `${input}/${variant}`;
