import type { Verdict } from './evidence.ts';

/** How one compared metric stands. */
export interface Standing {
  readonly name: string;
  readonly verdict: Verdict;
  /** Windows in which both arms had requests. */
  readonly windows: number;
  /** False where it is only shown: with `dryRun`, or where who gets the canary is not left to chance. */
  readonly decides: boolean;
}

/** Where a run is when its comparisons are judged. */
export interface Place {
  /** No weight is left to step to. */
  readonly isLastStep: boolean;
  /** `promoteEarly` is written, and `after` has passed since the first weight. */
  readonly mayPromoteEarly: boolean;
  /** What is done at the last step where nothing is decided. */
  readonly undecided: 'promote' | 'wait' | 'rollback';
  /** `waitAtMost` has passed since the last step was reached. */
  readonly hasWaited: boolean;
}

/** What the comparisons of a run ask for; the metric that does so is named. */
export type Ruling =
  | { readonly kind: 'go-on' }
  | { readonly kind: 'roll-back'; readonly because: 'worse' | 'undecided' | 'waited'; readonly name: string }
  | { readonly kind: 'promote'; readonly because: 'safe' | 'early' }
  | { readonly kind: 'promote'; readonly because: 'undecided'; readonly name: string }
  | { readonly kind: 'hold'; readonly because: 'undecided' | 'no-requests'; readonly name: string };

/** What all comparisons together ask for. Worse goes before safe, and before the last step undecided is no failure. */
export function ruling(standings: readonly Standing[], place: Place): Ruling {
  const deciding = standings.filter(({ decides }) => decides);
  const worse = deciding.find(({ verdict }) => verdict === 'worse');
  if (worse) {
    return { kind: 'roll-back', because: 'worse', name: worse.name };
  }
  const open = deciding.find(({ verdict }) => verdict === 'undecided');
  if (!place.isLastStep) {
    const isEarly = !open && place.mayPromoteEarly && deciding.length > 0;
    return isEarly ? { kind: 'promote', because: 'early' } : { kind: 'go-on' };
  }
  const unseen = deciding.find(({ windows }) => windows === 0);
  if (unseen) {
    return { kind: 'hold', because: 'no-requests', name: unseen.name };
  }
  return open ? atTheEnd(open, place) : { kind: 'promote', because: 'safe' };
}

function atTheEnd({ name }: Standing, { undecided, hasWaited }: Place): Ruling {
  switch (undecided) {
    case 'promote':
      return { kind: 'promote', because: 'undecided', name };
    case 'rollback':
      return { kind: 'roll-back', because: 'undecided', name };
    case 'wait':
      return hasWaited ? { kind: 'roll-back', because: 'waited', name } : { kind: 'hold', because: 'undecided', name };
  }
}
