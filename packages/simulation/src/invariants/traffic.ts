import type { KubeObject } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { type Applied, isReady, isServing, numberAt, SETTLE_MS, textAt } from '@flagger/simulated-cluster';
import { templateOf, type Facts } from '../facts.ts';
import { placeOf } from '../places.ts';
import { lacksPort } from '../named-port.ts';
import type { Traffic } from '../traffic-facts.ts';
import { APEX, NAME, PRIMARY, TARGET } from '../scenario.ts';
import type { Mesh } from '../meshes.ts';
import { stageOf } from '../stage.ts';
import { refOfSplit, shareOf, type Split } from '../story-meshes.ts';
import { first, type Complaint, type Invariant } from './invariant.ts';

export const sum: Invariant = {
  name: 'weights sum to 100',
  holds: 'The shares of every list that the operator writes add up to 100.',
  applied(write, facts) {
    const { after } = write;
    const wrong = facts.meshes
      .splitsIn(write.ref)
      .flatMap(({ mesh, apex }) => (after ? listsFor(after, mesh, apex) : []))
      .find((list) => list.length > 1 && total(list) !== 100);
    return wrong && `the shares are ${JSON.stringify(wrong)}`;
  },
};

type Lists = ReturnType<NonNullable<Mesh['split']>['lists']>;

/** Those that lead users of a name. */
const listsFor = (object: KubeObject, { split }: Mesh, apex: string): Lists =>
  (split?.lists(object) ?? []).filter((list) => list.some(({ to }) => to.startsWith(apex)));

const total = (list: readonly { readonly weight: number }[]): number =>
  list.reduce((all, { weight }) => all + weight, 0);

export const ready: Invariant = {
  name: 'no weight on pods that are not ready',
  holds: 'Whoever gets more users is ready, as far as the turn that gives them can know.',
  applied(write, facts) {
    if (!write.after || write.after === write.before) {
      return undefined;
    }
    const routed = facts.meshes.splitsIn(write.ref).map((split) => ({ ...write, ...split }));
    return first(
      ...routed.flatMap((each) => [
        () => canaryReady(each, facts),
        () => primaryReady(each, facts),
        () => mirroredReady(each, facts),
      ]),
    );
  },
};

/** When the promoted primary cannot start, the canary is what is left. */
export const isLastResort = ({ canary, known }: Applied, facts: Facts): boolean => {
  const { phase, weight } = stageOf(canary);
  return (
    (phase === 'Failed' && weight === 100)
    || ((phase === 'Promoting' || phase === 'Finalising') && !isReady(facts.sawPrimary(known)))
  );
};

/** A write of the object that splits users of a name in a mesh. */
interface Routed extends Applied, Split {}

function canaryReady(write: Routed, facts: Facts): Complaint {
  const before = shareOf(write.before, write.mesh, write.apex);
  const share = shareOf(write.after, write.mesh, write.apex);
  const isAnybodyElse = isServing(facts.sawPrimary(write.known));
  if (share <= before || !isAnybodyElse || isLastResort(write, facts) || isReady(facts.sawTarget(write.known))) {
    return undefined;
  }
  return `the canary goes from ${before} to ${share} % and its pods are not ready`;
}

function primaryReady(write: Routed, facts: Facts): Complaint {
  const { phase } = stageOf(write.canary);
  const before = shareOf(write.before, write.mesh, write.apex);
  const share = shareOf(write.after, write.mesh, write.apex);
  const isPromotion = phase === 'Promoting' || phase === 'Finalising';
  // who is on a canary with pods of a revision that nobody looked at, was led there by a hand or calls a former name, is better off with
  // the old pods of a primary that is being replaced; who is on one without pods loses nothing
  const isEdited = facts.step.isRouteEdited || facts.isSetBack;
  const isUnfit = isOther(write, facts) || isEdited || isRenamed(write) || isMoving(write, facts);
  const isRescue = isUnfit && isServing(facts.sawPrimary(write.known));
  if (
    !isPromotion
    || isRescue
    || !isServing(facts.sawTarget(write.known))
    || share >= before
    || isReady(facts.sawPrimary(write.known))
  ) {
    return undefined;
  }
  return `the primary goes to ${100 - share} % in ${phase} and its pods are not ready`;
}

/** Whether users are, or were, led by another name than the Canary gives its service, as far as the turn can know. */
function isRenamed({ canary, apex }: Routed): boolean {
  const named = textAt(canary?.spec, 'service', 'name') || NAME;
  return apex !== named || (placeOf(canary)?.apex ?? named) !== named;
}

/** Whether users are routed in another mesh than the Canary names, as far as the turn can know. */
function isMoving({ canary }: Applied, { meshes }: Facts): boolean {
  const place = placeOf(canary);
  return place !== undefined && !meshes.of(canary).provider.names.includes(place.provider);
}

/** Whether the target is not what the run is about, or its pods have no port to be called at, as far as the turn can know. */
const isOther = ({ canary, known }: Applied, facts: Facts): boolean =>
  facts.hasNewConfig
  || (facts.released.hasParts && lacksPort(canary, facts.sawTarget(known)))
  || facts.templates.get(stageOf(canary).applied) !== templateOf(facts.sawTarget(known));

function mirroredReady({ before, after, known, mesh }: Routed, facts: Facts): Complaint {
  const was = before !== undefined && mesh.split?.isMirrored(before);
  const is = after !== undefined && mesh.split?.isMirrored(after);
  return is && !was && !isReady(facts.sawTarget(known))
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
    const shares = facts.meshes.all.map((mesh) => shareOf(known.get(objectKey(refOfSplit(mesh))), mesh));
    const seen = Math.max(...shares);
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

const usersLeft = ({ everyTraffic, now }: Facts): Complaint =>
  first(...everyTraffic.all.map((traffic) => () => usersGone(traffic, now())));

function usersGone(traffic: Traffic, now: number): Complaint {
  if (traffic.by !== 'operator') {
    return undefined;
  }
  if (traffic.calmSince === undefined) {
    return `the canary has ${traffic.share} %${traffic.isMirrored ? ' and copies' : ''}`;
  }
  const ms = now - traffic.calmSince;
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
