import { isSameJson, type KubeObject, type RawCanary } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { imageOf, textAt, type Applied } from '@flagger/simulated-cluster';
import type { Invariant, World } from '../invariants/invariant.ts';
import { promptly } from '../invariants/lasting.ts';
import { CANARY, PRIMARY } from '../scenario.ts';
import { isOlder, livingIn, refusalOf } from './canaries.ts';
import type { Sights } from './sights.ts';

/** Who asks for a look at a Canary, as Flux does. */
export const REQUESTED = 'reconcile.fluxcd.io/requestedAt';

/** By name, for those that put a defect into the operator. */
export const UNANALYSED: Invariant = {
  name: 'who takes over brings nobody to what was not analysed',
  holds: 'A Canary that found a primary never makes it anew from, or copies over it, a target that no analysis passed.',
};

/** The image that the target begins with; all others are bad. */
const FIRST = 'podinfo:1';

function rolled({ ref, after, canary }: Applied, sights: Sights): string | undefined {
  const image = imageOf(after);
  const isRolled = objectKey(ref) === objectKey(PRIMARY) && image !== '' && ![FIRST, sights.image].includes(image);
  return isRolled && canary && sights.hasServed && sights.has(canary)
    ? `the primary gets ${image}, and ${canary.metadata.name} knew of one`
    : undefined;
}

export const ALONE: Invariant = {
  name: 'only one Canary of a target works',
  holds:
    'A Canary writes nothing but its own status and events, and its name among owners, once its operator knows an older one of its target.',
  applied({ ref, canary, others, before, after }) {
    const isOwn = ref.kind === CANARY.kind || ref.kind === 'Event';
    const elder = canary && others.find((other) => isOlder(other, canary));
    return !isOwn && elder && !isSameJson(withoutOwners(before), withoutOwners(after))
      ? `${ref.kind} ${ref.metadata.name} is written for ${canary.metadata.name} beside ${elder.metadata.name}`
      : undefined;
  },
};

const withoutOwners = (object: KubeObject | undefined): object | undefined =>
  object && { ...object, metadata: { ...object.metadata, ownerReferences: undefined, resourceVersion: undefined } };

export const TOLD: Invariant = {
  name: 'a younger Canary says that it is refused',
  holds:
    'The younger of two Canaries is refused by a condition that names the older, and answers what Flux asks of it.',
  lasts(world) {
    const [elder, younger] = atPeace(world);
    if (!elder || !younger) {
      return undefined;
    }
    if (refusalOf(younger) === '') {
      return {
        what: `${younger.metadata.name} does not say that ${elder.metadata.name} is older`,
        ms: promptly(world),
      };
    }
    const asked = younger.metadata.annotations?.[REQUESTED];
    return asked !== undefined && textAt(younger.status, 'lastHandledReconcileAt') !== asked
      ? { what: `${younger.metadata.name} does not answer what was asked at ${asked}`, ms: promptly(world) }
      : undefined;
  },
};

export const TAKEN: Invariant = {
  name: 'a refusal ends with the older Canary',
  holds: 'The only Canary of a target is not refused for another one.',
  lasts(world) {
    const [one, other] = atPeace(world);
    return one && !other && refusalOf(one) !== ''
      ? { what: `${one.metadata.name} is refused: ${refusalOf(one)}`, ms: promptly(world) }
      : undefined;
  },
};

/** The Canaries where none is being deleted and an operator may write what it says of them. */
function atPeace({ server, isAway, weather }: World): readonly KubeObject[] {
  const all = livingIn(server);
  const isLeaving = all.some(({ metadata }) => metadata.deletionTimestamp !== undefined);
  return isAway || isLeaving || weather.isForbidding ? [] : all;
}

/** All of them, as they are named. */
export const HEIR_INVARIANTS: readonly Invariant[] = [UNANALYSED, ALONE, TOLD, TAKEN];

/** What must hold where two Canaries name one target; what was released there no analysis lets pass. */
export const heirInvariants = (sights: Sights): readonly Invariant[] => [
  {
    ...UNANALYSED,
    applied(write) {
      const complaint = rolled(write, sights);
      sights.wrote(write);
      sights.applied(write);
      return complaint;
    },
  },
  ...HEIR_INVARIANTS.filter((each) => each !== UNANALYSED),
];

/** What owns an object, by uid. */
export const ownerOf = (object: KubeObject | undefined): string =>
  object?.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid ?? '';

export const phaseOf = (canary: KubeObject | RawCanary | undefined): string => textAt(canary?.status, 'phase');
