import { at, isString, type Json, type JsonObject, listAt, objectAt, objectsAt, stringAt, word } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import type { Column } from './column.ts';
import { AGE, NAME, column, labelText, wide } from './columns.ts';

/** What `kubectl get services` shows. */
export const SERVICE_COLUMNS: readonly Column[] = [
  NAME,
  column('Type', (service) => stringAt(service, 'spec', 'type') ?? ''),
  column('Cluster-IP', (service) => stringAt(service, 'spec', 'clusterIPs', 0) ?? '<none>'),
  column('External-IP', (service) => externalAddress(service)),
  column('Port(s)', (service) => servicePorts(service)),
  AGE,
  wide('Selector', (service) => labelText(objectAt(service, 'spec', 'selector'))),
];

function externalAddress(service: KubeObject): string {
  const external = listAt(service, 'spec', 'externalIPs').filter(isString);
  const joined = external.length > 0 ? external.join(',') : '<none>';
  const type = stringAt(service, 'spec', 'type');
  if (type === 'ExternalName') {
    return stringAt(service, 'spec', 'externalName') ?? '';
  }
  if (type !== 'LoadBalancer') {
    return joined;
  }
  const addresses = [...loadBalancer(service), ...external];
  return addresses.length > 0 ? addresses.join(',') : '<pending>';
}

const loadBalancer = (object: KubeObject): readonly string[] =>
  objectsAt(object, 'status', 'loadBalancer', 'ingress').flatMap(
    (each) => stringAt(each, 'ip') ?? stringAt(each, 'hostname') ?? [],
  );

function servicePorts(service: KubeObject): string {
  const ports = objectsAt(service, 'spec', 'ports').map(({ port, nodePort, protocol }) => {
    const node = typeof nodePort === 'number' && nodePort > 0 ? `:${nodePort}` : '';
    return `${word(port)}${node}/${word(protocol)}`;
  });
  return ports.length === 0 ? '<none>' : ports.join(',');
}

const SHOWN_ADDRESSES = 3;

/** What `kubectl get endpoints` shows. */
export const ENDPOINTS_COLUMNS: readonly Column[] = [
  NAME,
  column('Endpoints', (endpoints) => addresses(endpoints)),
  AGE,
];

function addresses(endpoints: KubeObject): string {
  const all = objectsAt(endpoints, 'subsets').flatMap((subset) => {
    const ports = objectsAt(subset, 'ports');
    const ips = objectsAt(subset, 'addresses').map(({ ip }) => word(ip));
    return ports.length === 0 ? ips : ports.flatMap(({ port }) => ips.map((ip) => `${ip}:${word(port)}`));
  });
  return shortened(all, '<none>');
}

function shortened(all: readonly string[], none: string): string {
  if (all.length === 0) {
    return none;
  }
  const more = all.length - SHOWN_ADDRESSES;
  return more > 0 ? `${all.slice(0, SHOWN_ADDRESSES).join(',')} + ${more} more...` : all.join(',');
}

/** What `kubectl get endpointslices` shows. */
export const ENDPOINT_SLICE_COLUMNS: readonly Column[] = [
  NAME,
  column('AddressType', (slice) => stringAt(slice, 'addressType') ?? ''),
  column('Ports', (slice) => shortened(objectsAt(slice, 'ports').map(slicePort), '<unset>')),
  column('Endpoints', (slice) =>
    shortened(
      objectsAt(slice, 'endpoints').flatMap(({ addresses: own }) => listAt(own).filter(isString)),
      '<unset>',
    ),
  ),
  AGE,
];

const slicePort = ({ port, name }: JsonObject): string =>
  typeof port === 'number' ? word(port) : isString(name) && name !== '' ? name : '*';

/** What `kubectl get ingresses` shows. */
export const INGRESS_COLUMNS: readonly Column[] = [
  NAME,
  column('Class', (ingress) => stringAt(ingress, 'spec', 'ingressClassName') ?? '<none>'),
  column('Hosts', (ingress) => hosts(ingress)),
  column('Address', (ingress) => loadBalancer(ingress).join(',')),
  column('Ports', (ingress) => (listAt(ingress, 'spec', 'tls').length > 0 ? '80, 443' : '80')),
  AGE,
];

function hosts(ingress: KubeObject): Json {
  const named = objectsAt(ingress, 'spec', 'rules').map((rule) => stringAt(rule, 'host') ?? '*');
  if (named.length > SHOWN_ADDRESSES) {
    return `${named.slice(0, SHOWN_ADDRESSES).join(',')} + ${named.length - SHOWN_ADDRESSES} more...`;
  }
  return named.length === 0 || at(ingress, 'spec', 'rules') === undefined ? '*' : named.join(',');
}
