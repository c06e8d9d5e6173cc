import { type Canary, type KnownPods, type Objects, serviceNames } from '@flagger/api';
import type { Found, Maybe } from './find-target.ts';
import { refOf, SERVICE } from './names.ts';
import type { Service } from './service.ts';
import { podPort } from './target-port.ts';

/** The pods of both sides as the target says; where there is none to work with, as the services say that are there. */
export async function knownPods(objects: Objects, canary: Canary, found: Maybe<Found>): Promise<KnownPods> {
  if (!found.problem) {
    const { target, selector } = found.value;
    const { label, value, primaryValue } = selector;
    return { primary: { [label]: primaryValue }, canary: { [label]: value }, port: podPort(canary, target) };
  }
  const names = serviceNames(canary);
  const [primary, next] = await Promise.all(
    [names.primary, names.canary].map((name) => objects.read<Service>(refOf(canary, SERVICE, name))),
  );
  return { primary: primary?.spec.selector, canary: next?.spec.selector, port: podPort(canary) };
}
