import { resolve } from 'node:path';
import { differences, type Difference } from './differences.ts';
import { observationsOf } from './observations.ts';
import { readRecording } from './read-recordings.ts';
import type { Sighting } from './sighting.ts';

const FOLDER = resolve(import.meta.dirname, '../../recordings');

/** What is made of the sightings of a recording. */
export type Change = (sightings: readonly Sighting[]) => readonly Sighting[];

/** A recording against itself, changed as if it were ours. */
export function found(id: string, change: Change): readonly Difference[] {
  const { flagger } = readRecording(FOLDER, id);
  return differences(observationsOf(flagger), observationsOf(change(flagger)));
}

/** Recordings that tell much. */
export const CANARY = 'istio/01-canary-success';
export const HOOKS = 'istio/11-webhooks-gates';
export const ALERTS = 'istio/28-alerts-failure';

/** Without the first of these. */
export const without =
  (isIt: (sighting: Sighting) => boolean): Change =>
  (sightings) =>
    sightings.toSpliced(sightings.findIndex(isIt), 1);
/** The first of these twice. */
export const doubled =
  (isIt: (sighting: Sighting) => boolean): Change =>
  (sightings) =>
    sightings.flatMap((sighting, index) => (index === sightings.findIndex(isIt) ? [sighting, sighting] : [sighting]));
/** Each as this makes it. */
export const altered =
  (change: (sighting: Sighting) => Sighting): Change =>
  (sightings) =>
    sightings.map(change);
/** An event that says this. */
export const isEvent =
  (part: string) =>
  (sighting: Sighting): boolean =>
    sighting.saw === 'event' && sighting.message.includes(part);
/** A status of this phase and weight. */
export const isStatus =
  (phase: string, weight: number) =>
  (sighting: Sighting): boolean =>
    sighting.saw === 'status' && sighting.status['phase'] === phase && sighting.status['canaryWeight'] === weight;
