import type { PodSpec } from './pod-template.ts';
import type { ServicePort } from './ports.ts';

/** What is known of the pods that a service selects. */
export interface SelectedPods {
  /** As their workload makes them now. */
  readonly spec: PodSpec;
  /** Most of those that serve are still of a former template. */
  readonly areFormer: boolean;
  /** There is no primary yet, so no service leads anybody to them. */
  readonly areFirst: boolean;
}

/**
 * The port with a target that the pods have: as it is wanted, else as one of those that are `known` has it, so that
 * nobody is sent to a port that opens only with the next promotion, or never. Containers may listen at numbers that
 * they do not declare: such a one is kept from only where one that is known is declared.
 */
export function keptPort(
  wanted: ServicePort,
  { spec, areFormer, areFirst }: SelectedPods,
  known: readonly ServicePort[],
): ServicePort {
  const { port, targetPort = port } = wanted;
  const before = targetsOf(known, wanted);
  const [first] = before;
  const found = areFormer && first !== undefined ? first : [targetPort, ...before].find(isDeclaredIn(spec));
  const isAsAsked = typeof targetPort === 'number' || (first === undefined && areFirst);
  const unfound = isAsAsked ? targetPort : (first ?? likelyPort(spec, port));
  return { ...wanted, targetPort: found ?? unfound };
}

/** What pods are called at whose port nobody has a name for, as under a new name of the services. */
function likelyPort(spec: PodSpec, port: number): number {
  const [only, ...others] = listenersOf(spec);
  return only && others.length === 0 ? only.containerPort : port;
}

/** The ports that containers declare; init containers that stay are side cars, and may have some as well. */
export const listenersOf = ({ containers, initContainers = [] }: PodSpec) =>
  [...containers, ...initContainers].flatMap(({ ports = [] }) => ports);

function isDeclaredIn(spec: PodSpec): (port: number | string) => boolean {
  const listeners = listenersOf(spec);
  return (port) => listeners.some(({ name, containerPort }) => port === name || port === containerPort);
}

/** Users call a port by its number; one that got another number is known by its name. */
function targetsOf(known: readonly ServicePort[], wanted: ServicePort): readonly (number | string)[] {
  const { name, port, protocol = 'TCP' } = wanted;
  const called = known.filter((each) => each.port === port && (each.protocol ?? 'TCP') === protocol);
  const named = known.filter((each) => each.name === name && !called.includes(each));
  return [...called, ...named].map((each) => each.targetPort ?? each.port);
}
