/** A ReplicaSet in numbers of pods: asked for, and available to users. */
export interface Sized {
  readonly name: string;
  readonly wanted: number;
  readonly available: number;
}

/** How many pods a Deployment is to have, and how far it may go above and below that on the way. */
export interface Limits {
  readonly replicas: number;
  readonly surge: number;
  readonly unavailable: number;
}

export interface Scale {
  readonly name: string;
  readonly replicas: number;
}

/**
 * The next step of a rolling update: which ReplicaSets get other sizes. `old` comes oldest first. Empty while it must
 * wait, or at the end.
 */
export function rollingStep(limits: Limits, fresh: Sized, old: readonly Sized[]): readonly Scale[] {
  const replicas = freshReplicas(limits, fresh.wanted, sumOf(old, 'wanted'));
  if (replicas !== fresh.wanted) {
    return [{ name: fresh.name, replicas }];
  }
  return changes(old, scaledDown(limits, fresh, old));
}

/** How many pods the new ReplicaSet may ask for, beside `others` of the old ones. */
export function freshReplicas({ replicas, surge }: Limits, wanted: number, others: number): number {
  if (wanted >= replicas) {
    return replicas;
  }
  const room = replicas + surge - others - wanted;
  return wanted + Math.max(0, Math.min(room, replicas - wanted));
}

/**
 * Limits as a Deployment states them: whole numbers or shares of its replicas. Both may not be 0, since nothing could
 * move.
 */
export function limitsOf(
  replicas: number,
  {
    maxSurge = '25%',
    maxUnavailable = '25%',
  }: { readonly maxSurge?: number | string | undefined; readonly maxUnavailable?: number | string | undefined },
): Limits {
  const surge = share(maxSurge, replicas, Math.ceil);
  const unavailable = Math.min(replicas, share(maxUnavailable, replicas, Math.floor));
  return { replicas, surge, unavailable: surge === 0 && unavailable === 0 ? Math.min(1, replicas) : unavailable };
}

function share(value: number | string, of: number, round: (value: number) => number): number {
  if (typeof value === 'number') {
    return value;
  }
  return value.endsWith('%') ? round((Number.parseFloat(value) * of) / 100) : Number.parseInt(value, 10) || 0;
}

/**
 * The sizes of the old ones: first those pods go that do not serve anyway, then as many that do as the minimum
 * allows.
 */
function scaledDown({ replicas, unavailable }: Limits, fresh: Sized, old: readonly Sized[]): readonly Sized[] {
  const least = replicas - unavailable;
  const spare = fresh.wanted + sumOf(old, 'wanted') - least - (fresh.wanted - fresh.available);
  if (spare <= 0) {
    return old;
  }
  const cleaned = taken(old, spare, ({ wanted, available }) => Math.max(0, wanted - available));
  const served = fresh.available + sumOf(old, 'available');
  return served > least ? taken(cleaned, served - least, ({ wanted }) => wanted) : cleaned;
}

/** Takes up to `most` pods away, from each as many as it can spare. */
function taken(old: readonly Sized[], most: number, canSpare: (one: Sized) => number): readonly Sized[] {
  let left = most;
  return old.map((one) => {
    const away = Math.min(left, canSpare(one));
    left -= away;
    return { ...one, wanted: one.wanted - away };
  });
}

function changes(before: readonly Sized[], after: readonly Sized[]): readonly Scale[] {
  return after.flatMap(({ name, wanted }, index) =>
    wanted === before[index]?.wanted ? [] : [{ name, replicas: wanted }],
  );
}

export const sumOf = (all: readonly Sized[], field: 'wanted' | 'available'): number =>
  all.reduce((sum, one) => sum + one[field], 0);
