import { at, listOf, textAt } from '@flagger/simulated-cluster';

interface Specified {
  readonly spec?: unknown;
}

/** The containers of a workload. */
export const containersOf = (target: Specified | undefined): readonly unknown[] =>
  listOf(at(target?.spec, 'template', 'spec', 'containers'));

/** Whether a Canary names a port that no container of its target has. */
export function lacksPort(canary: Specified | undefined, target: Specified | undefined): boolean {
  return !opens(at(target?.spec, 'template'), at(canary?.spec, 'service', 'targetPort'));
}

/** Whether pods of a template can be called at a port; a number may be open though nobody declares it. */
export function opens(template: unknown, port: unknown): boolean {
  const ports = listOf(at(template, 'spec', 'containers')).flatMap((container) => listOf(at(container, 'ports')));
  return typeof port !== 'string' || ports.some((each) => textAt(each, 'name') === port);
}
