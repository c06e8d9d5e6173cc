import type { Sighting } from './sighting.ts';
import { statusOf } from './tidy.ts';
import { isSame } from './values.ts';

/**
 * Some recordings end at the moment at which a status was written, before Flagger told what belongs to it. So what
 * ours tells around its last status, and Flagger never told, is no difference there.
 */
export function withoutEpilogue(flagger: readonly Sighting[], ours: readonly Sighting[]): readonly Sighting[] {
  if (!endsAtChange(flagger)) {
    return ours;
  }
  const told = new Set(flagger.map(message));
  const [before = -1] = ours.flatMap(({ saw }, index) => (saw === 'status' ? [index] : [])).slice(-2);
  return ours.filter(
    (sighting, index) => index < before || message(sighting) === undefined || told.has(message(sighting)),
  );
}

/** A status that Flagger only wrote again is no change. */
function endsAtChange(flagger: readonly Sighting[]): boolean {
  const [before, last] = flagger
    .flatMap((sighting) => (sighting.saw === 'status' ? [statusOf(sighting.status)] : []))
    .slice(-2);
  return flagger.at(-1)?.saw === 'status' && !isSame(before, last);
}

const message = (sighting: Sighting): string | undefined => (sighting.saw === 'event' ? sighting.message : undefined);
