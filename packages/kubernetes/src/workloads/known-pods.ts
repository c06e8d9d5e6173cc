import { type Canary, type KnownPods, type Objects, serviceNames } from '@flagger/api';
import type { Found, Maybe } from './find-target.ts';
import { refOf, SERVICE } from './names.ts';
import type { PodKind } from './pod-kind.ts';
import type { PodWorkload } from './pod-workload.ts';
import type { Service } from './service.ts';
import { numberIn, podPort } from './target-port.ts';
import { wantedServices } from './wanted-services.ts';

/** The pods of both sides as the target says; where there is none to work with, as the services say that are there. */
export async function knownPods<T extends PodWorkload>(
  objects: Objects,
  canary: Canary,
  { kind, found }: { readonly kind: PodKind<T>; readonly found: Maybe<Found<T>> },
): Promise<KnownPods> {
  if (!found.problem) {
    const { target, primary, selector } = found.value;
    const { label, value, primaryValue } = selector;
    const services = await wantedServices(objects, canary, { kind, found: found.value });
    return {
      primary: { [label]: primaryValue },
      canary: { [label]: value },
      port: listenerOf(services.canary, target),
      primaryPort: listenerOf(services.primary, primary ?? target),
    };
  }
  const names = serviceNames(canary);
  const [primary, next] = await Promise.all(
    [names.primary, names.canary].map((name) => objects.read<Service>(refOf(canary, SERVICE, name))),
  );
  return { primary: primary?.spec.selector, canary: next?.spec.selector, port: podPort(canary) };
}

/** Where a service is to send requests for the port of the Canary. */
function listenerOf({ spec: { ports = [] } }: Service, pods: PodWorkload): number | undefined {
  const [{ port, targetPort = port } = { port: undefined }] = ports;
  return targetPort === undefined ? undefined : numberIn(pods, targetPort);
}
