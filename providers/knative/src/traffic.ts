import type { Routes } from '@flagger/api';
import type { KnativeService, TrafficTarget } from './knative-api.ts';

/**
 * The shares of the newest revision and of the one that serves users. What the user gave a tag stays, by which it can be
 * called by a name of its own; it gets no share.
 */
export function traffic(
  { spec }: Pick<KnativeService, 'spec'>,
  primary: string,
  routes: Routes,
): readonly TrafficTarget[] {
  const found = spec?.traffic ?? [];
  const [latest, serving] = sidesIn(found, primary);
  const tagged = found.filter((target) => target !== latest && target !== serving && target.tag);
  return [
    { ...latest, latestRevision: true, percent: routes.canary },
    { ...serving, revisionName: primary, percent: routes.primary },
    ...tagged.map((target) => (target.percent ? { ...target, percent: 0 } : target)),
  ];
}

/** The inverse of {@link traffic}; undefined where anybody is led elsewhere. */
export function routesOf({ spec }: Pick<KnativeService, 'spec'>, primary: string): Routes | undefined {
  const found = spec?.traffic ?? [];
  const sides = sidesIn(found, primary);
  const [latest, serving] = sides;
  const isElsewhere = found.some((target) => !sides.includes(target) && target.percent);
  if (!latest || !serving || isElsewhere) {
    return undefined;
  }
  const { percent: canary = 0 } = latest;
  const { percent = 0 } = serving;
  return canary + percent === 100 ? { primary: percent, canary, mirrored: false } : undefined;
}

/** Everybody follows the template again; tags stay. */
export const toLatest = ({ spec }: Pick<KnativeService, 'spec'>): readonly TrafficTarget[] => {
  const found = spec?.traffic ?? [];
  const latest = found.find(isLatest);
  const tagged = found.filter((target) => target !== latest && target.tag);
  return [
    { ...latest, latestRevision: true, percent: 100 },
    ...tagged.map((target) => (target.percent ? { ...target, percent: 0 } : target)),
  ];
};

type Sides = readonly [latest: TrafficTarget | undefined, primary: TrafficTarget | undefined];

const sidesIn = (found: readonly TrafficTarget[], primary: string): Sides => [
  found.find(isLatest),
  found.find(({ revisionName }) => revisionName === primary),
];

const isLatest = ({ latestRevision }: TrafficTarget): boolean => latestRevision === true;
