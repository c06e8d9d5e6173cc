import { Conflict, isJsonObject, Wait, type KubeObject } from '@flagger/api';
import type { LeaseKept, LeaseObject } from '@flagger/kubernetes';
import type { MemoryCluster } from '@flagger/memory-cluster';
import type { OperatorProcess } from '../process.ts';
import type { SimulatedClock } from '../simulated-clock.ts';

export interface LeaseNetwork {
  readonly server: MemoryCluster;
  readonly process: OperatorProcess;
  readonly time: SimulatedClock;
  /** Whether nothing gets through. */
  readonly isCut: () => boolean;
  /** How long a request is on its way, ms. */
  readonly latency: () => number;
}

/** So long a request is waited for that gets no answer, ms. */
const NO_ANSWER_MS = 5000;

const refOf = (name: string): KubeObject => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name, namespace: 'flagger-system' },
});

/** The Lease of this name in a cluster. */
export const leaseOf = (server: MemoryCluster, name: string): LeaseObject | undefined => {
  const found = server.get(refOf(name));
  return found && { metadata: found.metadata, spec: isJsonObject(found.spec) ? found.spec : {} };
};

/** One Lease as one process reads, writes and watches it. */
export function simulatedLease(name: string, network: LeaseNetwork): LeaseKept {
  const { server } = network;
  const now = (): LeaseObject | undefined => leaseOf(server, name);
  return {
    read: () => answered(network, now),
    write: (before, spec, annotations) =>
      answered(network, () => {
        const { metadata } = before ?? refOf(name);
        const object = {
          ...refOf(name),
          metadata: { ...metadata, annotations: merged(metadata.annotations, annotations) },
        };
        const isMade = before === undefined;
        if (isMade !== (server.get(object) === undefined)) {
          throw new Conflict(`${name}: it was made or removed meanwhile`);
        }
        server[isMade ? 'create' : 'replace']({ ...object, spec }, 'cluster');
        return now() ?? { metadata, spec };
      }),
    amend: ({ holder, renewTime, annotations }) =>
      answered(network, () => {
        const lease = now();
        if (lease?.spec.holderIdentity !== holder) {
          throw new Conflict(`${name}: the holder is another one`);
        }
        const metadata = { ...lease.metadata, annotations: merged(lease.metadata.annotations, annotations) };
        const spec = renewTime === undefined ? lease.spec : { ...lease.spec, renewTime };
        server.replace({ ...refOf(name), metadata, spec }, 'cluster');
        return now() ?? lease;
      }),
    watched: (...watch) => watched(name, network, watch),
  };
}

/** Until it is held no more, or nothing was heard of it for long. */
function watched(
  name: string,
  network: LeaseNetwork,
  [{ since, silenceMs, signal }, seen]: Parameters<LeaseKept['watched']>,
): ReturnType<LeaseKept['watched']> {
  const { server, process, isCut, latency } = network;
  return new Promise((resolve) => {
    const end = (how: 'worth a look' | 'over'): void => {
      stop();
      cancel();
      resolve(how);
    };
    const look = (): void => {
      const lease = leaseOf(server, name);
      if (isCut()) {
        return;
      }
      if (lease !== undefined) {
        seen.see(lease.spec);
      }
      if (lease === undefined || !seen.isHeld) {
        end('worth a look');
      }
    };
    const cancel = process.clock.after(silenceMs, () => end('over'));
    const stop = server.onChange(({ object }) => {
      if (object.kind === 'Lease' && object.metadata.name === name) {
        process.clock.after(latency(), () => signal.aborted || look());
      }
    });
    signal.addEventListener('abort', () => end('over'), { once: true });
    if (leaseOf(server, name)?.metadata.resourceVersion !== since) {
      look();
    }
  });
}

const merged = (
  before: Readonly<Record<string, string>> | undefined,
  changes: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...before, ...changes }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** What leaves arrives, even if the process that sent it stands still meanwhile; the answer waits for the process. */
async function answered<T>(network: LeaseNetwork, apply: () => T): Promise<T> {
  const { process, time, isCut, latency } = network;
  if (isCut()) {
    await process.sleep(NO_ANSWER_MS);
    throw new Wait('no answer');
  }
  await new Promise<void>((resolve) => time.after(latency(), resolve));
  if (process.isDead) {
    return new Promise(() => undefined);
  }
  const result = apply();
  await process.sleep(latency());
  if (isCut()) {
    await process.sleep(NO_ANSWER_MS);
    throw new Wait('no answer');
  }
  return result;
}
