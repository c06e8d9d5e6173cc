import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withReceiverInSecrets } from './places.ts';
import { recordingOf, type Recording } from './recording.ts';

/** The ids of all recordings in a folder: `istio/01-canary-success`. */
export function recordingIds(folder: string): readonly string[] {
  const folders = (path: string): readonly string[] =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .toSorted();
  return folders(folder).flatMap((profile) =>
    folders(join(folder, profile)).map((scenario) => `${profile}/${scenario}`),
  );
}

/** Reads one recording from its folder. */
export function readRecording(folder: string, id: string): Recording {
  const read = (name: string): string =>
    existsSync(join(folder, id, name)) ? withReceiverInSecrets(readFileSync(join(folder, id, name), 'utf8')) : '';
  try {
    return recordingOf(id, {
      operations: read('operations.yaml'),
      timeline: read('timeline.yaml'),
      queries: read('queries.txt'),
      objects: read('objects.yaml'),
      webhooks: read('webhooks.jsonl'),
      alerts: read('alerts.jsonl'),
    });
  } catch (cause) {
    throw new Error(`reading the recording ${id}`, { cause });
  }
}

/**
 * The ids that patterns name: a whole id, a beginning that ends at a dash or slash (`istio/01`, `istio`), or nothing
 * for all.
 */
export function chosen(ids: readonly string[], patterns: readonly string[]): readonly string[] {
  const matches = (pattern: string): readonly string[] => {
    const found = ids.filter((id) => id === pattern || id.startsWith(`${pattern}-`) || id.startsWith(`${pattern}/`));
    const exact = found.filter((id) => id === pattern);
    if (found.length === 0) {
      throw new Error(`${pattern}: there is no such recording`);
    }
    return exact.length > 0 ? exact : found;
  };
  return patterns.length === 0 ? ids : [...new Set(patterns.flatMap(matches))];
}
