import { quantityValue } from '../schema/quantity.ts';
import { isObject, isString, type JsonObject, listAt, objectAt, objectsAt, stringAt } from '../json.ts';
import { duplicate, invalid, notFound, type Cause, required } from '../problems.ts';
import { labelProblems, portNameProblems } from './names.ts';

/** A pod's spec with what depends on other fields of it. */
export function completedPodSpec(spec: JsonObject): JsonObject {
  const lists = ['initContainers', 'containers'].filter((field) => spec[field] !== undefined);
  const account = stringAt(spec, 'serviceAccountName') ?? stringAt(spec, 'serviceAccount');
  return {
    ...spec,
    ...Object.fromEntries(
      lists.map((field) => [
        field,
        listAt(spec, field).map((each) => (isObject(each) ? completedContainer(each) : each)),
      ]),
    ),
    // the older name of the field goes on being written
    ...(account === undefined || account === '' ? {} : { serviceAccountName: account, serviceAccount: account }),
  };
}

function completedContainer(container: JsonObject): JsonObject {
  if (container.imagePullPolicy !== undefined) {
    return container;
  }
  return { ...container, imagePullPolicy: isLatest(stringAt(container, 'image') ?? '') ? 'Always' : 'IfNotPresent' };
}

function isLatest(image: string): boolean {
  if (image.includes('@')) {
    return false;
  }
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
}

/** What is wrong with a pod's spec; the shape of single fields is in field-rules. */
export function podSpecProblems(field: string, spec: JsonObject): readonly Cause[] {
  const containers = objectsAt(spec, 'containers');
  const volumes = objectsAt(spec, 'volumes').map(({ name }) => name);
  if (containers.length === 0) {
    return [required(`${field}.containers`)];
  }
  return [
    ...doubles(`${field}.containers`, containers),
    ...doubles(`${field}.volumes`, objectsAt(spec, 'volumes')),
    ...containers.flatMap((container, index) => containerProblems(`${field}.containers[${index}]`, container, volumes)),
  ];
}

function doubles(field: string, items: readonly JsonObject[]): readonly Cause[] {
  const names = items.map(({ name }) => (isString(name) ? name : ''));
  return names.flatMap((name, index) =>
    name !== '' && names.indexOf(name) < index ? [duplicate(`${field}[${index}].name`, name)] : [],
  );
}

function containerProblems(field: string, container: JsonObject, volumes: readonly unknown[]): readonly Cause[] {
  const name = stringAt(container, 'name') ?? '';
  const mounts = objectsAt(container, 'volumeMounts').flatMap((mount, index) =>
    volumes.includes(mount.name) ? [] : [notFound(`${field}.volumeMounts[${index}].name`, mount.name ?? '')],
  );
  const ports = objectsAt(container, 'ports').flatMap((port, index) => {
    const portName = stringAt(port, 'name') ?? '';
    return portName === ''
      ? []
      : portNameProblems(portName).map((told) => invalid(`${field}.ports[${index}].name`, portName, told));
  });
  return [
    ...overLimit(`${field}.resources.requests`, container),
    ...(name === '' ? [] : labelProblems(name).map((told) => invalid(`${field}.name`, name, told))),
    ...ports,
    ...mounts,
  ];
}

function overLimit(field: string, container: JsonObject): readonly Cause[] {
  const limits = objectAt(container, 'resources', 'limits');
  return Object.entries(objectAt(container, 'resources', 'requests')).flatMap(([name, request]) => {
    const limit = limits[name];
    if (!isString(limit) || !isString(request) || quantityValue(request) <= quantityValue(limit)) {
      return [];
    }
    return [invalid(field, request, `must be less than or equal to ${name} limit of ${limit}`)];
  });
}
