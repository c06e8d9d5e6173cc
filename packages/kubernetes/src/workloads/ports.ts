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

/**
 * The port of the Canary first; with `portDiscovery` every other port of the containers after it, but for those of
 * mesh proxies.
 */
export function servicePorts(settings: PortSettings, containers: readonly Container[]): readonly ServicePort[] {
  const main = mainPort(settings);
  if (settings.portDiscovery !== true) {
    return [main];
  }
  const found = containers.filter(({ name }) => !SIDECARS.includes(name)).flatMap(portsOf);
  return found.filter(({ name, port }) => main.targetPort !== name && main.targetPort !== port).reduce(withNew, [main]);
}

/** The same ports with the node ports that the live ones of the same name have. */
export function withNodePorts(wanted: readonly ServicePort[], live: readonly ServicePort[]): readonly ServicePort[] {
  return wanted.map((port) => {
    const nodePort = live.find(({ name }) => name === port.name)?.nodePort;
    return nodePort ? { ...port, nodePort } : port;
  });
}

/** Whether these are the same ports, in whatever order. */
export function samePorts(a: readonly ServicePort[], b: readonly ServicePort[]): boolean {
  return canonical(a.map(canonical).sort()) === canonical(b.map(canonical).sort());
}

function mainPort({
  port,
  portName,
  targetPort,
  appProtocol,
}: PortSettings): ServicePort & { readonly targetPort: number | string } {
  const isSet = targetPort !== undefined && !['', '0'].includes(String(targetPort));
  return {
    name: portName || 'http',
    protocol: 'TCP',
    port,
    targetPort: isSet ? targetPort : port,
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
