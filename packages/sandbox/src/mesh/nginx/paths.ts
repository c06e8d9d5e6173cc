import type { KubeObject } from '@flagger/api';
import { fieldsOf, itemsOf, numberOf, textOf } from '../../client/index.ts';
import type { Backend } from '../route-table.ts';

/** One path of an Ingress. */
export interface IngressPath {
  /** The Ingress that says so. */
  readonly ingress: { readonly name: string; readonly namespace: string };
  /** A star where the rule is for all hosts. */
  readonly host: string;
  readonly path: string;
  readonly isExact: boolean;
  readonly to: Backend;
}

/** All paths of an Ingress that lead to a service; the default backend is a path for all hosts. */
export function pathsIn({ metadata: { name, namespace = '' }, spec }: KubeObject): readonly IngressPath[] {
  const ingress = { name, namespace };
  const { defaultBackend, rules } = fieldsOf(spec);
  const rest = backendOf(defaultBackend, namespace);
  const ruled = itemsOf(rules)
    .map(fieldsOf)
    .flatMap(({ host, http }) =>
      itemsOf(fieldsOf(http).paths)
        .map(fieldsOf)
        .flatMap(({ path, pathType, backend }) => {
          const to = backendOf(backend, namespace);
          const where = { host: textOf(host) ?? '*', path: textOf(path) ?? '/', isExact: pathType === 'Exact' };
          return to === undefined ? [] : [{ ingress, ...where, to }];
        }),
    );
  return rest === undefined ? ruled : [...ruled, { ingress, host: '*', path: '/', isExact: false, to: rest }];
}

function backendOf(value: unknown, namespace: string): Backend | undefined {
  const service = fieldsOf(fieldsOf(value).service);
  const name = textOf(service.name);
  const port = numberOf(fieldsOf(service.port).number);
  return name === undefined ? undefined : { namespace, name, labels: {}, ...(port !== undefined && { port }) };
}
