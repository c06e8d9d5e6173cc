import { describe, expect, it } from '@jest/globals';
import type { Container } from './pod-template.ts';
import { type PortSettings, portsBeside, samePorts, servicePorts, withNodePorts } from './ports.ts';

const main: Container = {
  name: 'main',
  ports: [
    { name: 'http', containerPort: 9898 },
    { name: 'http-metrics', containerPort: 9797 },
    { containerPort: 9999 },
  ],
};
const discovery = (settings: Partial<PortSettings>): PortSettings => ({ port: 80, portDiscovery: true, ...settings });
const numbers = (settings: PortSettings, ...containers: readonly Container[]): object =>
  servicePorts(settings, { containers }).map(({ name, port }) => [name, port]);

describe('servicePorts', () => {
  it('serves the port of the Canary as http, at the same number in the pods', () => {
    expect(servicePorts({ port: 80 }, { containers: [main] })).toEqual([
      { name: 'http', protocol: 'TCP', port: 80, targetPort: 80 },
    ]);
  });

  it('takes name, target and protocol from the Canary', () => {
    expect(
      servicePorts({ port: 80, portName: 'web', targetPort: 'http', appProtocol: 'grpc' }, { containers: [main] }),
    ).toEqual([{ name: 'web', protocol: 'TCP', port: 80, targetPort: 'http', appProtocol: 'grpc' }]);
  });

  it.each([0, '0', ''])('takes a target port of %p for unset', (targetPort) => {
    expect(servicePorts({ port: 80, targetPort }, { containers: [] })[0]?.targetPort).toBe(80);
  });

  it('discovers the other ports, with a name of their own where they have none', () => {
    expect(servicePorts(discovery({ targetPort: 9898 }), { containers: [main] })).toEqual([
      { name: 'http', protocol: 'TCP', port: 80, targetPort: 9898 },
      { name: 'http-metrics', protocol: 'TCP', port: 9797, targetPort: 9797 },
      { name: 'tcp-main-2', protocol: 'TCP', port: 9999, targetPort: 9999 },
    ]);
  });

  it('does not discover the target port when the Canary calls it by its name, or gives only the port', () => {
    expect(
      numbers(discovery({ targetPort: 'http-metrics' }), {
        name: 'main',
        ports: [{ name: 'http-metrics', containerPort: 9797 }],
      }),
    ).toEqual([['http', 80]]);
    expect(numbers(discovery({ port: 9898 }), main)).toEqual([
      ['http', 9898],
      ['http-metrics', 9797],
      ['tcp-main-2', 9999],
    ]);
  });

  it('does not discover ports of mesh proxies', () => {
    expect(numbers(discovery({}), { ...main, name: 'istio-proxy' }, { ...main, name: 'envoy' })).toEqual([
      ['http', 80],
    ]);
  });

  it('gives each number and each name only once, as a Service must', () => {
    const twice: Container = {
      name: 'dns',
      ports: [{ name: 'http', containerPort: 53 }, { name: 'dns-udp', containerPort: 53 }, { containerPort: 80 }],
    };
    expect(numbers(discovery({ targetPort: 8080 }), twice)).toEqual([
      ['http', 80],
      ['tcp-dns-0', 53],
    ]);
  });
});

describe('portsBeside', () => {
  const ours = [
    { name: 'http', port: 80 },
    { name: 'http-metrics', port: 9797 },
  ];
  const beside = (...rest: readonly [names: Readonly<Record<string, number>>, portName?: string]): object => {
    const theirs = Object.entries(rest[0]).map(([name, port]) => ({ name, port, nodePort: 30000 }));
    return portsBeside(ours, theirs, rest[1]).map(({ name, port }) => `${port} ${name}`);
  };

  it('leaves the ports of others their names, unless the Canary says one of them', () => {
    expect(beside({ http: 8080, web: 81 })).toEqual(['80 http-80', '9797 http-metrics', '8080 http', '81 web']);
    expect(beside({ http: 8080 }, 'http')).toEqual(['80 http', '9797 http-metrics', '8080 http-8080']);
    expect(beside({ 'http-metrics': 9090 }, 'http')).toEqual([
      '80 http',
      '9797 http-metrics-9797',
      '9090 http-metrics',
    ]);
  });

  it('finds a name that is free', () => {
    expect(beside({ http: 8080, 'http-80': 81 })).toEqual([
      '80 http-80-80',
      '9797 http-metrics',
      '8080 http',
      '81 http-80',
    ]);
  });

  it('takes a port at the same number for the same', () => {
    expect(beside({ web: 80, http: 9797 })).toEqual(['80 http', '9797 http-metrics']);
  });
});

describe('withNodePorts', () => {
  it('keeps the node port of each port of the same name', () => {
    const wanted = servicePorts({ port: 8080 }, { containers: [] });
    expect(withNodePorts(wanted, [{ name: 'http', port: 80, nodePort: 30080 }])).toEqual([
      { ...wanted[0], nodePort: 30080 },
    ]);
    expect(withNodePorts(wanted, [{ name: 'other', port: 80, nodePort: 30080 }])).toEqual(wanted);
  });
});

describe('samePorts', () => {
  it('does not mind the order of ports or of their fields', () => {
    expect(
      samePorts(
        [
          { name: 'a', port: 1 },
          { name: 'b', port: 2 },
        ],
        [
          { port: 2, name: 'b' },
          { port: 1, name: 'a' },
        ],
      ),
    ).toBe(true);
    expect(samePorts([{ name: 'a', port: 1 }], [{ name: 'a', port: 1, appProtocol: 'grpc' }])).toBe(false);
  });
});
