import type { Option } from './command.ts';

/** How every verb finds the cluster, as kubectl does. */
export const CLUSTER_OPTIONS: readonly Option[] = [
  { flags: '-n, --namespace <namespace>', says: 'instead of the one of the context' },
  { flags: '--kubeconfig <path>', says: 'instead of KUBECONFIG and ~/.kube/config' },
  { flags: '--context <name>', says: 'a context of the kubeconfig, instead of the current one' },
];
