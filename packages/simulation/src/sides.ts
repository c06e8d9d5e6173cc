import type { KubeObject } from '@flagger/api';
import type { MemoryCluster } from '@flagger/memory-cluster';
import type { Facts } from './facts.ts';

interface Played {
  readonly server: MemoryCluster;
  readonly facts: Facts;
}

/** What is to be released, as a Deployment. */
export const targetOf = ({ server, facts }: Played): KubeObject | undefined =>
  facts.released.targetIn((ref) => server.get(ref));

/** What users have, as a Deployment. */
export const primaryOf = ({ server, facts }: Played): KubeObject | undefined =>
  facts.released.primaryIn((ref) => server.get(ref));
