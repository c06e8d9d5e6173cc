import { type Canary, type Objects, serviceNames } from '@flagger/api';
import type { PodWorkload } from './pod-workload.ts';
import { refOf, SERVICE } from './names.ts';
import { type Service, service } from './service.ts';

/**
 * The apex service as it is to be while there is no target to work with: with the ports that it has, or those of the
 * primary's service, on the pods of the primary. Undefined where nothing says which ports.
 */
export async function apexWithoutTarget(
  objects: Objects,
  canary: Canary,
  primary: PodWorkload,
): Promise<Service | undefined> {
  const names = serviceNames(canary);
  const [apex, ofPrimary] = await Promise.all(
    [names.apex, names.primary].map((name) => objects.read<Service>(refOf(canary, SERVICE, name))),
  );
  const ports = (apex ?? ofPrimary)?.spec.ports;
  const pods = primary.spec.selector.matchLabels ?? {};
  const [[label, podValue] = []] = Object.entries(pods);
  if (!ports || label === undefined || podValue === undefined) {
    return undefined;
  }
  const making = { name: names.apex, label, podValue, ports, custom: canary.spec.service.apex };
  const wanted = service(canary, making);
  return { ...wanted, spec: { ...wanted.spec, selector: pods } };
}
