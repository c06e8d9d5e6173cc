import { FINALIZER, isJsonObject, isSameJson, type KubeObject, type RawCanary } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { at, isReady, listOf, textAt } from '@flagger/simulated-cluster';
import { specOf } from '../facts.ts';
import { APEX, CANARY, NAME } from '../scenario.ts';
import { canaryOf, stageOf } from '../stage.ts';
import type { Invariant } from './invariant.ts';

export const alive: Invariant = {
  name: 'a canary that is gone or suspended is left alone',
  holds:
    'Nothing is written for a Canary that is known to be deleted or another one, and of a suspended one only that it is, which version of it was seen, that people are refused, and whether it is held when it is deleted.',
  issued({ canary, canaryNow, ref, verb }) {
    if (!canary) {
      return `${ref.kind} ${ref.metadata.name} is written without a canary`;
    }
    const isSame = canaryNow?.metadata.uid === canary.metadata.uid;
    const isGoing = canaryNow?.metadata.deletionTimestamp !== undefined && !isGivingBack(canary);
    if (!isSame || isGoing) {
      return `${ref.kind} ${ref.metadata.name} is written for a canary that is gone`;
    }
    const isAbout = ref.kind === 'Event' || ref.kind === CANARY.kind || verb === 'metadata';
    return isSuspended(canary) && !isAbout
      ? `${ref.kind} ${ref.metadata.name} is written for a canary that is suspended`
      : undefined;
  },
  applied({ canary, ref, before, after }, { hasOlderCrd }) {
    const isStatus = ref.kind === CANARY.kind && canary !== undefined && isSuspended(canary);
    return isStatus && !isSameJson(seen(before, hasOlderCrd), seen(after, hasOlderCrd))
      ? 'the status of a canary that is suspended says more than that it was seen'
      : undefined;
  },
};

const isSuspended = (canary: RawCanary): boolean =>
  specOf(canary).suspend === true && canaryOf(canary) !== undefined && !isGivingBack(canary);

/** A status without the version of the spec that was seen, and without the requests of people that were refused. */
const seen = (object: KubeObject | undefined, hasOlderCrd: boolean): object => {
  const conditions = listOf(at(object?.status, 'conditions'));
  const isRefused = (each: unknown): boolean =>
    textAt(each, 'type').startsWith('AskedTo') && textAt(each, 'status') === 'False';
  return {
    ...(isJsonObject(object?.status) ? object.status : {}),
    observedGeneration: undefined,
    // an older CRD drops it with whatever is written
    ...(hasOlderCrd && { analysis: undefined }),
    conditions: conditions.filter((each) => !isRefused(each)),
  };
};

/** It is being deleted, and held until all is as it was. */
const isGivingBack = ({ metadata }: RawCanary): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(FINALIZER);

export const givenBack: Invariant = {
  name: 'who is let go gave everything back',
  holds: 'A Canary with revertOnDeletion is gone only when its users are on a target that has all its pods.',
  applied({ ref, verb, canary, known }, facts) {
    const isEnd = ref.kind === CANARY.kind && verb === 'metadata' && canary !== undefined && isGivingBack(canary);
    const isWanted = isEnd && specOf(canary).revertOnDeletion === true && stageOf(canary).phase !== '';
    const found = facts.sawTarget(known);
    if (!isWanted || !found) {
      return undefined;
    }
    if (!isReady(found)) {
      return 'the Canary is let go, and the target is not ready';
    }
    // a service that was made for the Canary goes with it; one that was made for a Canary of this name that was gone already, unheard of
    // yet, the real garbage collector takes without being told, while ours is told of deletions only
    const apex = known.get(objectKey(APEX));
    const isOwn =
      apex?.metadata.ownerReferences?.some(({ kind, name }) => kind === CANARY.kind && name === canary.metadata.name)
      === true;
    return !isOwn && textAt(apex?.spec, 'selector', 'app') === `${NAME}-primary`
      ? 'the Canary is let go, and the apex service selects the primary'
      : undefined;
  },
};

export const target: Invariant = {
  name: "the target is its owner's",
  holds: 'Of the target nothing but the number of replicas is changed, or the traffic between its revisions.',
  applied({ ref, before, after }, { released }) {
    if (objectKey(ref) !== objectKey(released.target) || !before) {
      return undefined;
    }
    const [was, is] = [before, after].map((object) => ({
      ...specOf(object),
      replicas: undefined,
      traffic: undefined,
      labels: object?.metadata.labels,
    }));
    return isSameJson(was, is) ? undefined : 'more than its replicas or its traffic was changed';
  },
};
