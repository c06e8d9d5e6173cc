import { apexIn } from '../places.ts';
import { at, isReady, listOf, numberAt, textAt } from '@flagger/simulated-cluster';
import { primaryOf } from '../knative-released.ts';
import type { Invariant } from './invariant.ts';
import { promptly, readable, working } from './lasting.ts';
import { sayingOf } from './writing.ts';

/** What others keep changing is set back ever more rarely, ms. */
const WAR_MS = 10 * 60_000;

export const bounded: Invariant = {
  name: 'nobody else gets more than a canary',
  holds: 'No revision of Knative but the primary serves more users than the status says that a canary has.',
  lasts(world) {
    const found = working(world);
    const { facts, server } = world;
    const service = server.get(facts.released.target);
    const primary = facts.released.hasParts ? '' : primaryOf(service);
    if (!found || primary === '' || !isReady(found.primary) || !readable(found.canary)) {
      return undefined;
    }
    const said = sayingOf(found.canary, { mesh: facts.mesh, apex: apexIn(facts.mesh, found.canary) }) ?? 0;
    const other = listOf(at(service?.status, 'traffic')).find(
      (target) => textAt(target, 'revisionName') !== primary && numberAt(target, 'percent') > said,
    );
    const ms = promptly(world) + (facts.traffic.by === 'operator' ? 0 : WAR_MS);
    return other === undefined
      ? undefined
      : { what: `Knative routes ${JSON.stringify(other)}, and the status says ${said}`, ms };
  },
};
