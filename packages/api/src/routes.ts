import { sameStickiness, type Stickiness } from './stickiness.ts';

/** How the mesh splits traffic, in percent; primary and canary always add up to 100. */
export interface Routes {
  readonly primary: number;
  readonly canary: number;
  /** Whether requests are also copied to the canary, whose answers are thrown away. */
  readonly mirrored: boolean;
  /** Which clients are left out of the split; absent where all are split alike, and in a mesh that is not sticky. */
  readonly stickiness?: Stickiness;
}

export const ALL_TO_PRIMARY: Routes = { primary: 100, canary: 0, mirrored: false };
export const ALL_TO_CANARY: Routes = { primary: 0, canary: 100, mirrored: false };

/** Gives the canary `weight` percent, kept within 0..100, and the primary the rest. */
export function split(weight: number): Routes {
  const canary = Math.min(100, Math.max(0, weight));
  return { primary: 100 - canary, canary, mirrored: false };
}

/** Whether everybody is split alike, whoever stays where. */
export const sameShares = (a: Routes, b: Routes): boolean =>
  a.primary === b.primary && a.canary === b.canary && a.mirrored === b.mirrored;

export const sameRoutes = (a: Routes, b: Routes): boolean =>
  sameShares(a, b) && sameStickiness(a.stickiness, b.stickiness);
