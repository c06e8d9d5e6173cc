import { isAlert, type Call, type Sighting } from './sighting.ts';
import { statusOf } from './tidy.ts';
import { stable } from './values.ts';

/** A sighting, and the stretch it falls into: the time in which the status stays as it is. */
export interface Placed {
  readonly sighting: Sighting;
  readonly stretch: number;
  /**
   * Whether the same was seen before in this stretch, while a closed gate was polled: an echo of a tick, not one more
   * check.
   */
  readonly isEcho: boolean;
}

/**
 * Finds the stretches of one status, and in those where a gate stayed closed (something was asked again after a
 * refusal) the repetitions: Flagger runs a whole tick for each poll, with all hooks, queries and events.
 */
export function placed(sightings: readonly Sighting[]): readonly Placed[] {
  const stretches = stretchNumbers(sightings);
  const polled = polledStretches(sightings, stretches);
  const seen = new Set<string>();
  return sightings.map((sighting, index) => {
    const stretch = stretches[index] ?? 0;
    const key = `${stretch} ${stable(echoKey(sighting))}`;
    const isEcho = polled.has(stretch) && seen.has(key);
    seen.add(key);
    return { sighting, stretch, isEcho };
  });
}

const echoKey = (sighting: Sighting): unknown => (sighting.saw === 'call' ? callKey(sighting.call) : sighting);

/** An open gate answers the same question otherwise than a closed one. */
const callKey = ({ path, body, answered }: Call): unknown => ({
  path,
  body: stable(body).replaceAll(/"timestamp":"[^"]*"/g, ''),
  refused: answered >= 300,
});

function stretchNumbers(sightings: readonly Sighting[]): readonly number[] {
  let number = 0;
  let last = '';
  return sightings.map((sighting) => {
    if (sighting.saw !== 'status') {
      return number;
    }
    const key = stretchKey(sighting.canary, statusOf(sighting.status));
    if (key !== last) {
      number += 1;
    }
    last = key;
    return number;
  });
}

/** While it waits, Flagger's iterations and condition go back and forth. */
function stretchKey(canary: string, status: Readonly<Record<string, unknown>>): string {
  const { phase, lastAppliedSpec } = status;
  return `${canary} ${String(phase).startsWith('Waiting') ? stable({ phase, lastAppliedSpec }) : stable(status)}`;
}

function polledStretches(sightings: readonly Sighting[], stretches: readonly number[]): ReadonlySet<number> {
  const refusals = sightings.flatMap((sighting, index) =>
    sighting.saw === 'call' && sighting.call.answered >= 300 && !isAlert(sighting.call)
      ? [`${stretches[index] ?? 0} ${sighting.call.path}`]
      : [],
  );
  const again = refusals.filter((refusal, index) => refusals.indexOf(refusal) < index);
  return new Set(again.map((refusal) => Number(refusal.slice(0, refusal.indexOf(' ')))));
}
