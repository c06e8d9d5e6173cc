import { canonical } from './canonical.ts';
import type { Container } from './pod-template.ts';

/** One port of a Service. */
export interface ServicePort {
  readonly name?: string;
  readonly protocol?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly appProtocol?: string;
  readonly nodePort?: number;
}

/** What `spec.service` of a Canary says of ports. */
export interface PortSettings {
  readonly port: number;
  readonly portName?: string | undefined;
  readonly targetPort?: number | string | undefined;
  readonly appProtocol?: string | undefined;
  readonly portDiscovery?: boolean | undefined;
}

const SIDECARS: readonly string[] = ['istio-proxy', 'envoy'];

/** Where ports come from, beside the Canary. */
export interface PortSources {
  readonly containers: readonly Container[];
  /** Of a service that was there before the Canary: what that leaves open of its port is as they have it. */
  readonly theirs?: readonly ServicePort[];
  /** The port with a target that the pods have. */
  readonly kept?: (port: ServicePort) => ServicePort;
}

/**
 * The port of the Canary first; with `portDiscovery` every other port of the containers after it, but for those of
 * mesh proxies.
 */
export function servicePorts(
  settings: PortSettings,
  { containers, theirs = [], kept = (port) => port }: PortSources,
): readonly ServicePort[] {
  const main = kept(mainPort(settings, theirs.find(isAt({ port: settings.port }))));
  if (settings.portDiscovery !== true) {
    return [main];
  }
  const found = containers.filter(({ name }) => !SIDECARS.includes(name)).flatMap(portsOf);
  return found.filter(({ name, port }) => main.targetPort !== name && main.targetPort !== port).reduce(withNew, [main]);
}

/**
 * The same ports and after them those of `theirs` that are called by other numbers, without node ports. A name that
 * both have stays theirs, as whoever applies that service once more finds a port by its number and names it; but for
 * the `portName` that the Canary says.
 */
export function portsBeside(
  wanted: readonly ServicePort[],
  theirs: readonly ServicePort[],
  portName?: string,
): readonly ServicePort[] {
  const kept = theirs.filter((port) => !wanted.some(isAt(port)));
  const ours = wanted.map((port) => {
    const others = [...kept, ...wanted.filter((other) => other !== port)];
    return port.name === portName ? port : { ...port, name: freeName(port, others) };
  });
  return kept.reduce<readonly ServicePort[]>((ports, { nodePort: _, ...port }) => {
    // the only port of a service may have no name, one of several must
    const isTaken = !port.name || ports.some(({ name }) => name === port.name);
    return [...ports, isTaken ? { ...port, name: `${port.name || 'port'}-${port.port}` } : port];
  }, ours);
}

/** As a mesh reads the protocol in how a name begins, another one begins as it did. */
function freeName({ name = 'http', port }: ServicePort, others: readonly ServicePort[]): string {
  return others.some((other) => other.name === name) ? freeName({ name: `${name}-${port}`, port }, others) : name;
}

/** The same ports with the node ports that the live ones of the same number have, else those of the same name. */
export function withNodePorts(wanted: readonly ServicePort[], live: readonly ServicePort[]): readonly ServicePort[] {
  const free = live.filter((port) => !wanted.some(isAt(port)));
  return wanted.map((port) => {
    const before = live.find(isAt(port)) ?? free.find(({ name }) => name === port.name);
    return before?.nodePort ? { ...port, nodePort: before.nodePort } : port;
  });
}

/** Which ports are called by the same number. */
const isAt =
  ({ port, protocol = 'TCP' }: ServicePort) =>
  (other: ServicePort): boolean =>
    other.port === port && (other.protocol ?? 'TCP') === protocol;

/** Whether these are the same ports, in whatever order. */
export function samePorts(a: readonly ServicePort[], b: readonly ServicePort[]): boolean {
  return canonical(a.map(canonical).sort()) === canonical(b.map(canonical).sort());
}

function mainPort(
  { port, portName, targetPort, ...settings }: PortSettings,
  theirs: ServicePort | undefined,
): ServicePort {
  const appProtocol = settings.appProtocol ?? theirs?.appProtocol;
  const isSet = targetPort !== undefined && !['', '0'].includes(String(targetPort));
  return {
    name: portName || theirs?.name || 'http',
    protocol: 'TCP',
    port,
    targetPort: isSet ? targetPort : (theirs?.targetPort ?? port),
    ...(appProtocol && { appProtocol }),
  };
}

function portsOf({
  name: container,
  ports = [],
}: Container): readonly (ServicePort & { readonly name: string; readonly spare: string })[] {
  return ports.map(({ name, containerPort }, index) => {
    const spare = `tcp-${container}-${index}`;
    return { name: name || spare, protocol: 'TCP', port: containerPort, targetPort: containerPort, spare };
  });
}

/** A Service may have each number and each name only once. */
function withNew(
  ports: readonly ServicePort[],
  { spare, ...port }: ServicePort & { readonly spare: string },
): readonly ServicePort[] {
  if (ports.some((one) => one.port === port.port)) {
    return ports;
  }
  const isTaken = ports.some(({ name }) => name === port.name);
  return [...ports, isTaken ? { ...port, name: spare } : port];
}
