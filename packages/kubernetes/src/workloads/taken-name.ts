import { apexName, type Canary, nameOf, type Objects, routedApex, serviceNames } from '@flagger/api';
import { FLUX_DISABLED } from './metadata.ts';
import { refOf, SERVICE } from './names.ts';
import { isOfCanary } from './owner.ts';
import { asError, type Unfit } from './problem.ts';
import { type Service, serviceChanges, selects } from './service.ts';
import type { Services } from './services.ts';

type Sides = Pick<Services, 'primary' | 'canary'>;

/**
 * Why the services of both sides cannot be made: somebody has a Service of the name for something else, which would
 * be overwritten. Under a name that users are led by for this Canary they are its own, and repaired.
 */
export async function takenName(
  objects: Objects,
  canary: Canary,
  wanted: () => Promise<Sides>,
): Promise<Unfit | undefined> {
  const names = serviceNames(canary);
  if (isLed(canary, names.apex)) {
    return undefined;
  }
  const lives = await Promise.all(
    [names.primary, names.canary].map((name) => objects.read<Service>(refOf(canary, SERVICE, name))),
  );
  const strange = lives.flatMap((live) => (live && !isMade(live) ? [live] : []));
  const sides = strange.length > 0 ? await wanted() : undefined;
  const [other] = sides ? strange.filter((live) => !fits(canary, live, sides)) : [];
  return other && taken(canary, other);
}

/** Throws {@link Stop} where there is such a reason. */
export async function refuseTaken(...asked: Parameters<typeof takenName>): Promise<void> {
  const problem = await takenName(...asked);
  if (problem) {
    throw asError(problem);
  }
}

/** The same for a look at the target; one that is deleted gives back what it has. */
export const takenAtFirst: typeof takenName = async (objects, canary, wanted) =>
  canary.metadata.deletionTimestamp === undefined ? takenName(objects, canary, wanted) : undefined;

/** As the status says it; that of Flagger says no names. */
function isLed({ status }: Canary, apex: string): boolean {
  const routed = routedApex(status);
  return routed === undefined ? !['', 'Initializing'].includes(status.phase ?? '') : routed === apex;
}

/** Also one that `kubectl delete --cascade=orphan` left. Whoever writes a Service writes one of these annotations at most. */
const isMade = ({ metadata }: Service): boolean =>
  isOfCanary(metadata) || Object.entries(FLUX_DISABLED).every(([key, value]) => metadata.annotations?.[key] === value);

/** Whether nothing of it would be lost, or somebody made it for the primary: nobody else selects just its pods. */
function fits(canary: Canary, live: Service, { primary, canary: next }: Sides): boolean {
  if (live.metadata.name !== primary.metadata.name) {
    return serviceChanges(canary, live, next) === undefined;
  }
  const isOfPrimary = selects(live, primary.spec.selector ?? {}) && !selects(live, next.spec.selector ?? {});
  return isOfPrimary || serviceChanges(canary, live, primary) === undefined;
}

function taken(canary: Canary, live: Service): Unfit {
  const apex = apexName(canary);
  return {
    state: 'unusable',
    message: `service ${nameOf(live)} was made by somebody else, and a service of the Canary would have that name`,
    field: 'spec.service.name',
    found: JSON.stringify(apex),
    allowed: `a name of which Services <name>-primary and <name>-canary are free: ${live.metadata.name} is somebody else's, who may call it otherwise or delete it`,
  };
}
