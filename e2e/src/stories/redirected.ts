import { parseAllDocuments, stringify } from 'yaml';
import { listOf, treeOf } from '../compare/values.ts';

/** A kubeconfig whose clusters are all at this address. */
export function redirected(kubeconfig: string, server: string): string {
  const config = treeOf(parseAllDocuments(kubeconfig)[0]?.toJS());
  const clusters = listOf(config['clusters'])
    .map(treeOf)
    .map((each) => ({ ...each, cluster: { server } }));
  return stringify({ ...config, clusters });
}
