import { keyOf } from '../client/index.ts';
import {
  type Pod,
  podsBehind,
  selects,
  serves,
  type Service,
  type ServicePort,
  targetPort,
} from '../workloads/index.ts';
import { canonicalHost, fullName, hostFit, type ServiceName, serviceNameOf } from './host-name.ts';
import type { Backend, HostRoutes } from './route-table.ts';
import { isThrough } from './router/fits.ts';
import type { Source } from './router/request.ts';

/** What the proxies know at one moment. */
export class View {
  private readonly services: ReadonlyMap<string, Service>;
  private readonly pods: readonly Pod[];
  private readonly hosts: readonly HostRoutes[];
  private readonly endpoints = new Map<Service, readonly Pod[]>();

  constructor(services: readonly Service[], pods: readonly Pod[], hosts: readonly HostRoutes[]) {
    this.services = new Map(services.map((service) => [keyOf(service), service]));
    this.pods = pods;
    this.hosts = hosts;
  }

  /** The Service of a name. */
  service({ namespace, name }: ServiceName): Service | undefined {
    return this.services.get(`${namespace}/${name}`);
  }

  /** The Service that a host names, for somebody in a namespace. */
  serviceAt(host: string, namespace: string): Service | undefined {
    const name = serviceNameOf(host, namespace);
    return name === undefined ? undefined : this.service(name);
  }

  /** Who says what becomes of requests for a host: the one that names it best, else nobody. */
  hostRoutes(host: string, source: Source): HostRoutes | undefined {
    const service = this.serviceAt(host, source.namespace);
    const names = [
      ...(service === undefined ? [] : [fullName(service.metadata)]),
      canonicalHost(host, source.namespace),
      host,
    ];
    const rated = this.hosts
      .filter(({ gateways }) => isThrough(gateways, source))
      .map((routes) => ({ routes, fit: bestFit(routes, names) }));
    const best = Math.max(...rated.map(({ fit }) => fit));
    return best < 0 ? undefined : rated.find(({ fit }) => fit === best)?.routes;
  }

  /** The pods that serve requests for a backend: those behind its Service that have the port. */
  ready(to: Backend): readonly Pod[] {
    const service = this.service(to);
    const port = service === undefined ? undefined : servicePort(service, to.port);
    if (service === undefined || port === undefined) {
      return [];
    }
    const known = this.endpoints.get(service) ?? podsBehind(service, this.pods).filter(serves);
    this.endpoints.set(service, known);
    return known.filter(
      (pod) => selects({ matchLabels: to.labels }, pod.metadata.labels) && targetPort(port, pod) !== undefined,
    );
  }
}

const bestFit = ({ hosts }: HostRoutes, names: readonly string[]): number =>
  Math.max(-1, ...hosts.flatMap((host) => names.map((name) => hostFit(host, name) ?? -1)));

/** The port of a Service that is asked for; any where none is. */
export function servicePort({ spec }: Service, port: number | undefined): ServicePort | undefined {
  return port === undefined ? spec.ports?.[0] : spec.ports?.find((each) => each.port === port);
}
