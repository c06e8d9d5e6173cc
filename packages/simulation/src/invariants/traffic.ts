import { objectKey } from '@flagger/memory-cluster';
import type { Applied } from '../cluster/write.ts';
import { imageOf, isReady, isServing } from '../cluster/deployments.ts';
import { refOfSplit, shareOf, type Facts } from '../facts.ts';
import { at, numberAt, textAt } from '../json.ts';
import { SETTLE_MS } from '../operator.ts';
import { APEX, NAME, PRIMARY, TARGET } from '../scenario.ts';
import { stageOf } from '../stage.ts';
import { first, type Complaint, type Invariant } from './invariant.ts';

const isSplit = ({ ref }: Applied, { mesh }: Facts): boolean => objectKey(ref) === objectKey(refOfSplit(mesh));

export const sum: Invariant = {
  name: 'weights sum to 100',
  holds: 'The shares of every list that the operator writes add up to 100.',
  applied(write, facts) {
    const { after } = write;
    if (!isSplit(write, facts) || !after) {
      return undefined;
    }
    const wrong = facts.mesh.split
      ?.lists(after)
      .find((list) => list.some(({ to }) => to.startsWith(NAME)) && list.length > 1 && total(list) !== 100);
    return wrong && `the shares are ${JSON.stringify(wrong)}`;
  },
};

const total = (list: readonly { readonly weight: number }[]): number =>
  list.reduce((all, { weight }) => all + weight, 0);

export const ready: Invariant = {
  name: 'no weight on pods that are not ready',
  holds: 'Whoever gets more users is ready, as far as the turn that gives them can know.',
  applied(write, facts) {
    if (!isSplit(write, facts) || !write.after || write.after === write.before) {
      return undefined;
    }
    const { after } = write;
    return first(
      () => canaryReady(write, facts, shareOf(after, facts.mesh)),
      () => primaryReady(write, facts, shareOf(after, facts.mesh)),
      () => mirroredReady(write, facts),
    );
  },
};

/** When the promoted primary cannot start, the canary is what is left. */
export const isLastResort = ({ canary, known }: Applied): boolean => {
  const { phase, weight } = stageOf(canary);
  return (
    (phase === 'Failed' && weight === 100)
    || ((phase === 'Promoting' || phase === 'Finalising') && !isReady(known.first(objectKey(PRIMARY))))
  );
};

function canaryReady(write: Applied, facts: Facts, share: number): Complaint {
  const before = shareOf(write.before, facts.mesh);
  const isAnybodyElse = isServing(write.known.first(objectKey(PRIMARY)));
  if (share <= before || !isAnybodyElse || isLastResort(write) || isReady(write.known.first(objectKey(TARGET)))) {
    return undefined;
  }
  return `the canary goes from ${before} to ${share} % and its pods are not ready`;
}

function primaryReady(write: Applied, facts: Facts, share: number): Complaint {
  const { phase } = stageOf(write.canary);
  const isPromotion = phase === 'Promoting' || phase === 'Finalising';
  // who is on a canary with pods of a revision that nobody looked at, was led there by a hand or calls a former name, is better off with
  // the old pods of a primary that is being replaced; who is on one without pods loses nothing
  const isRenamed = at(write.canary?.spec, 'service', 'name') !== undefined;
  const isEdited = facts.step.isRouteEdited || facts.isSetBack;
  const isUnfit = isOther(write, facts) || isEdited || isRenamed;
  const isRescue = isUnfit && isServing(write.known.first(objectKey(PRIMARY)));
  if (
    !isPromotion
    || isRescue
    || !isServing(write.known.first(objectKey(TARGET)))
    || share >= shareOf(write.before, facts.mesh)
    || isReady(write.known.first(objectKey(PRIMARY)))
  ) {
    return undefined;
  }
  return `the primary goes to ${100 - share} % in ${phase} and its pods are not ready`;
}

/** Whether the target is not what the run is about, as far as the turn can know. */
const isOther = ({ canary, known }: Applied, { revisions, hasNewConfig }: Facts): boolean =>
  hasNewConfig || revisions.get(stageOf(canary).applied) !== imageOf(known.first(objectKey(TARGET)));

function mirroredReady({ before, after, known }: Applied, { mesh }: Facts): Complaint {
  const was = before !== undefined && mesh.split?.isMirrored(before);
  const is = after !== undefined && mesh.split?.isMirrored(after);
  return is && !was && !isReady(known.first(objectKey(TARGET)))
    ? 'requests are copied to a canary whose pods are not ready'
    : undefined;
}

export const moved: Invariant = {
  name: 'users move in when the primary is ready',
  holds: 'At initialisation the apex service goes to the primary only when the primary is ready.',
  applied({ ref, before, after, canary, known }) {
    if (objectKey(ref) !== objectKey(APEX) || stageOf(canary).phase !== 'Initializing') {
      return undefined;
    }
    const isMove =
      textAt(before?.spec, 'selector', 'app') !== `${NAME}-primary`
      && textAt(after?.spec, 'selector', 'app') === `${NAME}-primary`;
    return isMove && !isReady(known.first(objectKey(PRIMARY)))
      ? 'the apex service selects a primary that is not ready'
      : undefined;
  },
};

export const scaled: Invariant = {
  name: 'nothing scaled down while it gets traffic',
  holds: 'The target goes to zero only a settle time after its last users left, and the primary never does.',
  applied(write, facts) {
    const { ref, before, after, known } = write;
    const isDown = numberAt(before?.spec, 'replicas') > 0 && numberAt(after?.spec, 'replicas') === 0;
    if (!isDown) {
      return undefined;
    }
    if (objectKey(ref) === objectKey(PRIMARY)) {
      return 'the primary is scaled to zero';
    }
    if (objectKey(ref) !== objectKey(TARGET)) {
      return undefined;
    }
    const seen = shareOf(known.get(objectKey(refOfSplit(facts.mesh))), facts.mesh);
    if (seen > 0) {
      return `the turn knows that the canary has ${seen} %`;
    }
    if (textAt(known.get(objectKey(APEX))?.spec, 'selector', 'app') === NAME) {
      return 'the turn knows that the apex service selects the target';
    }
    return first(
      () => usersLeft(facts),
      () => apexLeft(facts),
    );
  },
};

function usersLeft({ traffic, now }: Facts): Complaint {
  if (traffic.by !== 'operator') {
    return undefined;
  }
  if (traffic.calmSince === undefined) {
    return `the canary has ${traffic.share} %${traffic.isMirrored ? ' and copies' : ''}`;
  }
  const ms = now() - traffic.calmSince;
  return ms < SETTLE_MS ? `its last users left ${ms} ms ago` : undefined;
}

function apexLeft({ apex, now }: Facts): Complaint {
  if (apex.by !== 'operator') {
    return undefined;
  }
  if (!apex.isOnPrimary) {
    return 'the apex service selects the target';
  }
  return now() - apex.since < SETTLE_MS ? `the apex service left it ${now() - apex.since} ms ago` : undefined;
}
