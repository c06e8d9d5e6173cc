import type { Action, LostConfig } from '@flagger/api';
import { primaryOf } from './names.ts';
import type { Observed } from './observed.ts';

/**
 * Copies of configs that are gone, while pods of the primary need them to start: made again where the original is what
 * they held. Nobody gets what was not analysed, and a promotion makes all of them anew.
 */
export function restoredConfigs(observed: Observed): readonly Action[] {
  const configs = lostIn(observed).flatMap((lost) => {
    const { kind, name, checksum } = lost;
    return checksum !== undefined && isWhatItHeld(observed, lost) ? [{ kind, name, checksum }] : [];
  });
  return configs.length > 0 ? [{ do: 'ensureConfigs', configs }] : [];
}

/** Which of them cannot be made again, as a sentence; undefined where there are none. */
export function lostForGood(observed: Observed): string | undefined {
  const lost = lostIn(observed).filter((each) => !isWhatItHeld(observed, each));
  const primary = primaryOf(observed.canary);
  const told = lost.map(({ kind, name, copy, checksum }) => {
    const why =
      checksum === undefined
        ? `there is no ${kind} ${name} to make it of`
        : `${kind} ${name} is not known to be what was promoted`;
    return `${kind} ${copy} is gone and ${why}: new pods of ${primary} cannot start; create ${copy} with what it held, or release a revision, whose promotion makes it anew`;
  });
  return told.length > 0 ? told.join('; ') : undefined;
}

/** At an initialisation nobody is on the primary yet, or it is taken over as it can be. */
const lostIn = ({ lostConfigs = [], canary, isSecond }: Observed): readonly LostConfig[] =>
  isSecond === true || ['', 'Initializing'].includes(canary.status.phase ?? '') ? [] : lostConfigs;

/** The copy was seen with just that, or the status says that it was promoted. */
const isWhatItHeld = (observed: Observed, { key, checksum, held }: LostConfig): boolean =>
  checksum !== undefined && (held === checksum || promotedConfigs(observed)[key] === checksum);

/** The status names the configs of the last run only: whether those were promoted is known in these phases. */
function promotedConfigs({ canary: { status } }: Observed): Readonly<Record<string, string>> {
  const { phase, lastAppliedSpec, lastPromotedSpec, trackedConfigs = {} } = status;
  switch (phase) {
    case 'Promoting':
    case 'Finalising':
      return trackedConfigs;
    case 'Initialized':
    case 'Succeeded':
      return lastAppliedSpec === lastPromotedSpec ? trackedConfigs : {};
    default:
      return {};
  }
}
