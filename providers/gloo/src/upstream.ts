import { type Ref, type RoutedCanary, Wait } from '@flagger/api';
import { ownedMetadata } from '@flagger/mesh-kit';
import type { Upstream, UpstreamSpec } from './gloo-api.ts';

/** The two that requests are split between. */
export type Side = 'primary' | 'canary';

/** What is copied of the Upstream that the Canary names. */
const SETTINGS = [
  'sslConfig',
  'circuitBreakers',
  'connectionConfig',
  'loadBalancerConfig',
  'useHttp2',
  'initialStreamWindowSize',
  'initialConnectionWindowSize',
  'httpProxyHostname',
] as const;

/** The name of one side's Upstream, by which Gloo's Envoys count. */
export const upstreamName = ({ backends, metadata: { namespace } }: RoutedCanary, side: Side): string =>
  `${namespace}-${backends.apex.name}-${side}upstream-${backends[side].port}`;

/** Names the Upstream of one side. */
export const upstreamRef = (canary: RoutedCanary, side: Side): Ref => ({
  apiVersion: 'gloo.solo.io/v1',
  kind: 'Upstream',
  metadata: { name: upstreamName(canary, side), namespace: canary.metadata.namespace },
});

/** Names the Upstream whose settings are copied; undefined where the Canary names none. */
export const settingsRef = ({ spec, metadata }: RoutedCanary): Ref | undefined =>
  spec.upstreamRef && {
    apiVersion: 'gloo.solo.io/v1',
    kind: 'Upstream',
    metadata: { name: spec.upstreamRef.name, namespace: spec.upstreamRef.namespace || metadata.namespace },
  };

/** The whole object; throws {@link Wait} as long as nobody knows the pods behind the service. */
export function upstream(canary: RoutedCanary, side: Side, settings: Upstream | undefined): Upstream {
  const { name, port, selector } = canary.backends[side];
  if (!selector) {
    throw new Wait(`Gloo needs the service ${name} of ${canary.metadata.namespace} to know the pods behind it`);
  }
  const { namespace } = canary.metadata;
  return {
    ...upstreamRef(canary, side),
    metadata: ownedMetadata(canary, upstreamName(canary, side)),
    spec: {
      ...copied(settings),
      kube: { serviceName: name, serviceNamespace: namespace, servicePort: port, selector },
    },
  };
}

/**
 * What an Upstream is to say: the wanted service and settings, and else what is there, since Gloo's discovery adds to
 * it. Settings that are not there any more go where they are copied at all.
 */
export const repaired = (found: Upstream, wanted: Upstream, settings: Upstream | undefined): UpstreamSpec => ({
  ...found.spec,
  ...(settings && Object.fromEntries(SETTINGS.map((each) => [each, undefined]))),
  ...wanted.spec,
  kube: { ...found.spec?.kube, ...wanted.spec?.kube },
});

const copied = (settings: Upstream | undefined): object =>
  Object.fromEntries(
    SETTINGS.flatMap((each) => (settings?.spec?.[each] === undefined ? [] : [[each, settings.spec[each]]])),
  );
