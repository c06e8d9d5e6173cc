import { isSameJson } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { specOf } from '../facts.ts';
import { TARGET } from '../scenario.ts';
import { canaryOf } from '../stage.ts';
import type { Invariant } from './invariant.ts';

export const alive: Invariant = {
  name: 'a canary that is gone or suspended is left alone',
  holds:
    'Nothing is written for a Canary that is known to be deleted or another one, and of a suspended one only that it is.',
  issued({ canary, canaryNow, ref }) {
    if (!canary) {
      return `${ref.kind} ${ref.metadata.name} is written without a canary`;
    }
    if (canaryNow?.metadata.uid !== canary.metadata.uid || canaryNow.metadata.deletionTimestamp !== undefined) {
      return `${ref.kind} ${ref.metadata.name} is written for a canary that is gone`;
    }
    const isSuspended = specOf(canary).suspend === true && canaryOf(canary) !== undefined;
    return isSuspended && ref.kind !== 'Event'
      ? `${ref.kind} ${ref.metadata.name} is written for a canary that is suspended`
      : undefined;
  },
};

export const target: Invariant = {
  name: "the target is its owner's",
  holds: 'Of the target nothing but the number of replicas is changed.',
  applied({ ref, before, after }) {
    if (objectKey(ref) !== objectKey(TARGET) || !before) {
      return undefined;
    }
    const [was, is] = [before, after].map((object) => ({
      ...specOf(object),
      replicas: undefined,
      labels: object?.metadata.labels,
    }));
    return isSameJson(was, is) ? undefined : 'more than its replicas was changed';
  },
};
