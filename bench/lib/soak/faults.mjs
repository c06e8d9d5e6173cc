// What goes wrong between the operator and the API server, a few seconds at a time.
import { pick } from '../chance.mjs';
import { sleep } from '../cluster.mjs';

const WRITES = ['PUT', 'PATCH'];

export const FAULTS = {
  'reset some': { p: 0.2, watches: true },
  'cut all': { cut: true },
  500: { p: 0.2, status: 500 },
  '429 with a pause': { p: 0.2, status: 429, retryAfter: 1 },
  conflicts: { p: 0.3, status: 409, methods: WRITES },
  slow: { delayMs: 300 },
  blackout: { p: 1, watches: true, cut: true },
};

/** One fault for some seconds; gives its name. */
export async function disturb({ proxy, prom, chance, signal }) {
  const name = pick(chance, [...Object.keys(FAULTS), 'no metrics server']);
  const ms = 1000 + chance() * 3000;
  if (name === 'no metrics server') {
    prom.down = pick(chance, ['refuse', '503']);
    await sleep(ms);
    prom.down = undefined;
    return name;
  }
  const { cut, ...fault } = FAULTS[name];
  proxy.fault = fault;
  if (cut) proxy.cut();
  await sleep(ms);
  proxy.fault = {};
  return signal?.aborted ? undefined : name;
}
