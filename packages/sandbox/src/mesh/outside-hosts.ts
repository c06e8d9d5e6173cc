import { canonicalHost, canonicalServiceHost, serviceNameOf } from './host-name.ts';
import type { Target } from './router/upstream.ts';

/** Hosts that are no Services of the cluster, and where requests for them go. */
export class OutsideHosts {
  private readonly targets = new Map<string, Target>();

  /**
   * A host is known by each of its names, e.g. `podinfo.test` and `podinfo.test.svc`; `podinfo.*` is that of any
   * namespace. The origin is an address such as `http://127.0.0.1:8080`.
   */
  set(host: string, origin: string): void {
    for (const name of [host, canonicalServiceHost(host, 'default')]) {
      this.targets.set(name, { origin, server: undefined });
    }
  }

  delete(host: string): void {
    for (const name of [host, canonicalServiceHost(host, 'default')]) {
      this.targets.delete(name);
    }
  }

  /** Where a request of somebody in a namespace goes; undefined for a host that is not known here. */
  target(host: string, namespace: string): Target | undefined {
    const service = serviceNameOf(host, namespace);
    const names = [canonicalHost(host, namespace), host, ...(service === undefined ? [] : [`${service.name}.*`])];
    return names.flatMap((name) => this.targets.get(name) ?? []).at(0);
  }
}
