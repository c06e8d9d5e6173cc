import { intervalMs, type KubeObject, type RawCanary } from '@flagger/api';
import { objectKey } from '@flagger/memory-cluster';
import { type Applied, isServing, textAt } from '@flagger/simulated-cluster';
import type { Facts } from '../facts.ts';
import { conditionIn, placeOf } from '../places.ts';
import { CANARY } from '../scenario.ts';
import { canaryOf } from '../stage.ts';
import { isOneSplit, shareOf, type Split } from '../story-meshes.ts';
import { type Complaint, first, type Invariant } from './invariant.ts';
import { isLastResort } from './traffic.ts';

/** Each of what may repair an object does so three times at once, and there are two that repair routes. */
const AT_ONCE = 7;

export const paced: Invariant = {
  name: 'no war over an object',
  holds: 'What others keep changing is set back a few times at once and then ever more rarely.',
  applied({ ref, canary: raw }, facts) {
    const canary = canaryOf(raw);
    const times = facts.setBacks.of(objectKey(ref));
    const now = facts.now();
    if (!canary || times.at(-1) !== now) {
      return undefined;
    }
    const interval = intervalMs(canary.spec.analysis);
    const lately = times.filter((at) => at > now - interval).length;
    return lately > AT_ONCE ? `${ref.kind} is set back ${lately} times in ${interval} ms` : undefined;
  },
};

export const written: Invariant = {
  name: 'routes are written down before they are made',
  holds: 'Users get to a canary only as the status already says, or because the primary has no pods for them.',
  applied(write, facts) {
    return first(...facts.meshes.splitsIn(write.ref).map((split) => () => writtenAt(split, write, facts)));
  },
};

function writtenAt({ mesh, apex }: Split, write: Applied, facts: Facts): Complaint {
  const { before, after, known } = write;
  const [was, is] = [before, after].map((object) => shareOf(object, mesh, apex));
  const isRescue = is === 100 && (!isServing(facts.sawPrimary(known)) || isLastResort(write, facts));
  if (!after || is === undefined || is <= (was ?? 0) || isRescue) {
    return undefined;
  }
  const said = sayingOf(known.get(objectKey(CANARY)) ?? write.canary, { mesh, apex });
  return said === is ? undefined : `the canary gets ${is} %, and the status says ${said ?? 'nothing'}`;
}

/** The share of the canary that a status tells of, for users of a name in a mesh. */
export function sayingOf(canary: KubeObject | RawCanary | undefined, { mesh, apex }: Split): number | undefined {
  const share = /canary (\d+)/.exec(textAt(conditionIn(canary, 'Routed'), 'message'))?.[1];
  const place = placeOf(canary);
  const isThere = place !== undefined && mesh.provider.names.includes(place.provider);
  return isThere && share !== undefined && isOneSplit(mesh, place.apex, apex) ? Number(share) : undefined;
}
