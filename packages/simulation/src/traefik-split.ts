import type { KubeObject } from '@flagger/api';
import { at, listOf, textAt } from '@flagger/simulated-cluster';
import { split, type Split } from './split.ts';

const shared = split({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'TraefikService',
  routes: '',
  shares: ['weighted', 'services'],
  nameOf: (share) => textAt(share, 'name'),
  broken: { weighted: { services: [{ name: 'elsewhere', port: 80 }] } },
});

/** The split of Traefik, where a canary without a share has no entry: who gives it one by hand writes that too. */
export const traefikSplit: Split = { ...shared, edited: (object, canary) => shared.edited(withCanary(object), canary) };

function withCanary(object: KubeObject): KubeObject {
  const [only, ...others] = listOf(at(object.spec, 'weighted', 'services'));
  const name = textAt(only, 'name').replace(/-primary$/, '-canary');
  const isAlone = others.length === 0 && name.endsWith('-canary');
  return isAlone ? { ...object, spec: { weighted: { services: [only, { name, port: at(only, 'port') }] } } } : object;
}
