import type { RoutedCanary, Routes } from '@flagger/api';

/** One share of a route with weights, as it was read; what is not written in a way that makes sense is undefined. */
export interface Share {
  /** The service, or what the mesh has for it. */
  readonly to: string | undefined;
  readonly percent: number | undefined;
}

/** The names of the two that a split is between. */
export type Two = Readonly<Record<'primary' | 'canary', string>>;

/** The names of a canary's services. */
export const namesOf = ({ backends: { apex, primary, canary } }: RoutedCanary): Two & { readonly apex: string } => ({
  apex: apex.name,
  primary: primary.name,
  canary: canary.name,
});

/** Whether a route has exactly the primary and the canary, whatever their shares. */
export const isSplit = (between: Two, shares: readonly Share[]): boolean =>
  shares.length === 2 && [between.primary, between.canary].every((name) => shares.some(({ to }) => to === name));

/**
 * What a route does with traffic: undefined unless it has exactly the primary and the canary, with whole percents
 * that add up to 100.
 */
export function routesOfShares(between: Two, shares: readonly Share[], mirrored = false): Routes | undefined {
  if (!isSplit(between, shares)) {
    return undefined;
  }
  const [primary, canary] = [between.primary, between.canary].map(
    (name) => shares.find(({ to }) => to === name)?.percent,
  );
  return isWhole(primary) && isWhole(canary) && primary + canary === 100 ? { primary, canary, mirrored } : undefined;
}

/** Whether any share goes to the primary or the canary, which vanish with the Canary. */
export const leadsToEither = ({ primary, canary }: Two, shares: readonly Share[]): boolean =>
  shares.some(({ to }) => to === primary || to === canary);

/** Whether any share goes to one of the canary's services, that which is called among them. */
export const leadsToOurs = (canary: RoutedCanary, shares: readonly Share[]): boolean =>
  shares.some(({ to }) => to !== undefined && Object.values(namesOf(canary)).includes(to));

const isWhole = (percent: number | undefined): percent is number => Number.isInteger(percent) && Number(percent) >= 0;
