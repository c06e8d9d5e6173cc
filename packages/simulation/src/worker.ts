import { parentPort, workerData } from 'node:worker_threads';
import { batch, type BatchPlan } from './batch.ts';

/** One of the threads that play stories: posts what some came to, again and again. */
const isPlan = (data: unknown): data is BatchPlan =>
  typeof data === 'object' && data !== null && 'first' in data && 'last' in data && 'step' in data;

if (parentPort && isPlan(workerData)) {
  const port = parentPort;
  await batch(workerData, (part) => port.postMessage(part));
}
