import { type Canary, type ObjectMeta, parseGoDuration, type RoutedCanary } from '@flagger/api';
import { apexMetadata, ownedMetadata } from '@flagger/mesh-kit';

/**
 * `service.retries` where it is given: one more attempt after a gateway error, unless it says more; `perTry` in
 * milliseconds.
 */
export function retryPolicy({
  spec: {
    service: { retries },
  },
}: Canary) {
  return (
    retries && {
      maxRetries: Math.max(1, retries.attempts ?? 1),
      perTry: milliseconds(retries.perTryTimeout) ?? 250,
      httpRetryEvents: (retries.retryOn || 'gateway-error').split(',').map((event) => event.trim()),
    }
  );
}

/** Whole milliseconds; undefined for what is no duration. */
export function milliseconds(duration = ''): number | undefined {
  const exact = parseGoDuration(duration);
  return exact === undefined ? undefined : Math.trunc(exact);
}

/** The one listener of a virtual node or router. */
export const listener = ({ spec }: Canary, port: number): object => ({
  portMapping: { port, protocol: spec.service.portName?.includes('grpc') ? 'grpc' : 'http' },
});

/** Only virtual nodes carry what `service.apex` says. */
export const nodeMetadata = (canary: RoutedCanary, name: string): ObjectMeta => ({
  ...ownedMetadata(canary, name),
  ...apexMetadata(canary, canary.backends.apex.name),
});

/** What the pods call, each virtual service `named` as the version does, and whether Envoy logs each request. */
export function nodeSettings(
  { metadata, spec }: Canary,
  named: (backend: string) => object,
): { readonly backends?: readonly object[]; readonly logging?: object } {
  const { backends = [] } = spec.service;
  const isLogged = metadata.annotations?.['appmesh.flagger.app/accesslog'] === 'enabled';
  return {
    ...(backends.length > 0 ? { backends: backends.map((backend) => ({ virtualService: named(backend) })) } : {}),
    ...(isLogged ? { logging: { accessLog: { file: { path: '/dev/stdout' } } } } : {}),
  };
}

/** What App Mesh's gateway needs to know to let requests for `service.hosts` in; nothing where there are none. */
export function gatewayAnnotations({ spec: { service } }: Canary): Pick<ObjectMeta, 'annotations'> {
  const { hosts = [], timeout, retries } = service;
  const told = {
    'gateway.appmesh.k8s.aws/expose': 'true',
    'gateway.appmesh.k8s.aws/domain': hosts.map((host) => `${host},`).join(''),
    ...(timeout ? { 'gateway.appmesh.k8s.aws/timeout': timeout } : {}),
    ...(retries?.attempts ? { 'gateway.appmesh.k8s.aws/retries': String(retries.attempts) } : {}),
  };
  return hosts.length > 0 ? { annotations: told } : {};
}
