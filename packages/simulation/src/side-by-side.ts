import { Worker } from 'node:worker_threads';
import type { Played } from './batch.ts';
import type { Mesh } from './meshes.ts';
import { add } from './tally.ts';

export interface SideBySide {
  readonly first: number;
  readonly seeds: number;
  readonly workers: number;
  readonly mesh: Mesh | undefined;
  /** Only stories of replicas that share canaries. */
  readonly isFleet: boolean;
  readonly onProgress: (done: Played) => void;
}

/** Plays many stories in several threads; the result does not depend on how many. */
export async function sideBySide({ first, seeds, workers, mesh, isFleet, onProgress }: SideBySide): Promise<Played> {
  const done = { stories: 0, failures: [] as Played['failures'][number][], counts: {} };
  const lanes = Array.from({ length: Math.min(workers, seeds) }, (_, lane) => {
    const workerData = { first: first + lane, last: first + seeds - 1, step: workers, meshName: mesh?.name, isFleet };
    return lived(new Worker(new URL('./worker.ts', import.meta.url), { workerData }), (part) => {
      done.stories += part.stories;
      done.failures.push(...part.failures);
      add(done.counts, part.counts);
      onProgress(done);
    });
  });
  await Promise.all(lanes);
  return { ...done, failures: done.failures.sort((one, other) => one.seed - other.seed) };
}

/** Until a thread has ended; fails with what it failed with. */
function lived(worker: Worker, onPart: (part: Played) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', onPart);
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
  });
}
