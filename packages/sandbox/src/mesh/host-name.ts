/** A Service by its names. */
export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

const CLUSTER = 'svc.cluster.local';
const WITHIN = /^([^.]+)\.([^.]+)(?:\.svc(?:\.cluster\.local)?)?\.?$/;

/**
 * The Service that a host would name inside the cluster: `podinfo` (in one's own namespace), `podinfo.test`,
 * `podinfo.test.svc.cluster.local`.
 */
export function serviceNameOf(host: string, namespace: string): ServiceName | undefined {
  const [, name, other] = WITHIN.exec(host) ?? [];
  if (name !== undefined && other !== undefined) {
    return { name, namespace: other };
  }
  return host.includes('.') || host === '' ? undefined : { name: host, namespace };
}

/** The full name of a Service. */
export const fullName = ({ name, namespace }: ServiceName): string => `${name}.${namespace}.${CLUSTER}`;

/** A host as the mesh knows it: a Service by its full name, anything else by the name it has. */
export function canonicalHost(host: string, namespace: string): string {
  if (host.includes('*')) {
    return host;
  }
  const isShort = !host.includes('.') || host.endsWith('.svc') || host.endsWith(CLUSTER);
  const service = isShort ? serviceNameOf(host, namespace) : undefined;
  return service === undefined ? host.replace(/\.$/, '') : fullName(service);
}

/**
 * A host whose name may be that of a Service, with its namespace and no more: `podinfo.test` is the Service then,
 * whatever else is called so.
 */
export function canonicalServiceHost(host: string, namespace: string): string {
  return canonicalHost(/^[^.]+\.[^.]+$/.test(host) ? `${host}.svc` : host, namespace);
}

/** How well a name with or without a star fits a host: the longer the better; undefined where it does not. */
export function hostFit(pattern: string, host: string): number | undefined {
  if (pattern === host) {
    return Number.POSITIVE_INFINITY;
  }
  if (!pattern.startsWith('*')) {
    return undefined;
  }
  const rest = pattern.slice(1);
  return host.endsWith(rest) && host.length > rest.length ? rest.length : undefined;
}

/** The name and the port of a `Host` header or of the address in a URL; IPv6 addresses are taken as they are. */
export function hostAndPort(authority: string): { readonly host: string; readonly port: number | undefined } {
  const [, host, port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(authority) ?? [];
  return { host: (host ?? authority).toLowerCase(), port: port === undefined ? undefined : Number(port) };
}
