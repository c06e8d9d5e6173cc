import { isDeepStrictEqual } from 'node:util';
import { randomInt } from 'node:crypto';
import { isString, type JsonObject, listAt, numberAt, objectAt, objectsAt, stringAt } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import { duplicate, invalid, type Cause, required } from '../problems.ts';
import { labelProblems, serviceNameProblems } from './names.ts';
import type { Rules, Surroundings } from './rules.ts';

export const SERVICE_RULES: Rules = {
  name: serviceNameProblems,
  createsOnUpdate: true,
  returnsDeleted: true,
  completed: (service, old, around) => completedService(service, old, around),
  problems: (service) => serviceProblems(objectAt(service, 'spec')),
  changes: (service, old) => addressChange(service, old),
};

function completedService(service: KubeObject, old: KubeObject | undefined, around: Surroundings): KubeObject {
  const spec = withPorts(objectAt(service, 'spec'), objectAt(old, 'spec'), around);
  const whole = spec.type === 'ExternalName' ? spec : withAddresses(spec, objectAt(old, 'spec'), around);
  return { ...service, spec: whole, status: service.status ?? { loadBalancer: {} } };
}

const OUTSIDE = ['NodePort', 'LoadBalancer'];

function withPorts(spec: JsonObject, old: JsonObject, around: Surroundings): JsonObject {
  const isOutside = OUTSIDE.includes(stringAt(spec, 'type') ?? '');
  const before = objectsAt(old, 'ports');
  const ports = objectsAt(spec, 'ports').map((port) => {
    const targetPort = port.targetPort ?? port.port ?? 0;
    if (!isOutside) {
      return { ...port, targetPort };
    }
    const same = before.find((each) => each.port === port.port && each.protocol === port.protocol);
    return { ...port, targetPort, nodePort: port.nodePort ?? same?.nodePort ?? freeNodePort(around) };
  });
  const lists = spec.ports === undefined ? {} : { ports };
  const policy = isOutside ? { externalTrafficPolicy: spec.externalTrafficPolicy ?? 'Cluster' } : {};
  const balancer =
    spec.type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? true } : {};
  const affinity =
    spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig === undefined
      ? { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } }
      : {};
  return { ...spec, ...lists, ...policy, ...balancer, ...affinity };
}

function withAddresses(spec: JsonObject, old: JsonObject, around: Surroundings): JsonObject {
  const wanted = stringAt(spec, 'clusterIP') ?? stringAt(spec, 'clusterIPs', 0) ?? stringAt(old, 'clusterIP');
  const clusterIP = wanted === undefined || wanted === '' ? freeAddress(around) : wanted;
  const listed = listAt(spec, 'clusterIPs');
  // who selects no pods and has no address may have endpoints of both families
  const isOpen = clusterIP === 'None' && spec.selector === undefined;
  return {
    ...spec,
    clusterIP,
    clusterIPs: listed.length > 0 ? listed : [clusterIP],
    ipFamilies: spec.ipFamilies ?? (isOpen ? ['IPv4', 'IPv6'] : ['IPv4']),
    ipFamilyPolicy: spec.ipFamilyPolicy ?? (isOpen ? 'RequireDualStack' : 'SingleStack'),
    internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster',
  };
}

/** An address out of 10.96.0.0/16 that no Service has. */
function freeAddress({ store }: Surroundings): string {
  const used = new Set(store.list('services').map((service) => stringAt(service, 'spec', 'clusterIP')));
  for (;;) {
    const address = `10.96.${randomInt(1, 255)}.${randomInt(1, 255)}`;
    if (!used.has(address)) {
      return address;
    }
  }
}

function freeNodePort({ store }: Surroundings): number {
  const used = new Set(
    store
      .list('services')
      .flatMap((service) => objectsAt(service, 'spec', 'ports').map((port) => numberAt(port, 'nodePort'))),
  );
  for (;;) {
    const port = randomInt(30_000, 32_768);
    if (!used.has(port)) {
      return port;
    }
  }
}

function serviceProblems(spec: JsonObject): readonly Cause[] {
  const ports = objectsAt(spec, 'ports');
  const isHeadless = spec.clusterIP === 'None';
  if (spec.type === 'ExternalName') {
    return isString(spec.externalName) && spec.externalName !== '' ? [] : [required('spec.externalName')];
  }
  if (ports.length === 0 && !isHeadless) {
    return [required('spec.ports')];
  }
  const names = ports.map(({ name }) => (isString(name) ? name : ''));
  return names.flatMap((name, index) => {
    if (name === '') {
      return ports.length > 1 ? [required(`spec.ports[${index}].name`)] : [];
    }
    if (names.indexOf(name) < index) {
      return [duplicate(`spec.ports[${index}].name`, name)];
    }
    return labelProblems(name).map((told) => invalid(`spec.ports[${index}].name`, name, told));
  });
}

/** A Service keeps its address for life, unless it becomes an ExternalName. */
function addressChange(service: KubeObject, old: KubeObject): readonly Cause[] {
  const [now, before] = [objectAt(service, 'spec'), objectAt(old, 'spec')];
  if (now.type === 'ExternalName' || before.type === 'ExternalName' || before.clusterIP === undefined) {
    return [];
  }
  if (now.clusterIP !== before.clusterIP) {
    return [invalid('spec.clusterIPs[0]', listAt(now, 'clusterIPs'), 'may not change once set')];
  }
  return isDeepStrictEqual(now.clusterIPs, before.clusterIPs)
    ? []
    : [invalid('spec.clusterIPs', listAt(now, 'clusterIPs'), 'may not change once set')];
}
