import { fieldsOf, textMapOf } from '@flagger/view';
import { type Asked, namespaceOf } from '../command.ts';
import { EXIT, Ended } from '../exit.ts';
import { type Gate, gateIn, type Gates } from './gate.ts';
import { mayDo } from './may-do.ts';

/** The gates that load testers keep in a ConfigMap, as `-gates-configmap` says. */
export function configMapGates(asked: Asked, text: string): Gates {
  const [namespace, name, more] = text.includes('/') ? text.split('/') : [namespaceOf(asked), text];
  if (!namespace || !name || more !== undefined) {
    throw new Ended(EXIT.usage, `--configmap: found ${JSON.stringify(text)}, allowed is namespace/name`);
  }
  const place = { namespace, name };
  const read = async (): Promise<ReadonlyMap<string, Gate>> => {
    const map = await asked.cluster.get('ConfigMap', place);
    if (map === undefined) {
      throw new Ended(EXIT.error, `there is no ConfigMap ${name} in the namespace ${namespace}`);
    }
    return recordsOf(textMapOf(fieldsOf(map).data));
  };
  return {
    list: async () => [...(await read()).values()],
    move: async (gate) => {
      await mayDo(asked, { verb: 'patch', group: '', resource: 'configmaps', namespace });
      const known = [...(await read())].find(([, each]) => isSame(each, gate));
      const at = new Date(asked.io.now()).toISOString();
      await asked.cluster.patch('ConfigMap', place, {
        data: { [known?.[0] ?? keyOf(gate)]: JSON.stringify({ ...gate, at }) },
      });
    },
  };
}

function recordsOf(data: Readonly<Record<string, string>>): ReadonlyMap<string, Gate> {
  const found = Object.entries(data).flatMap(([key, value]) => {
    const gate = parsed(value);
    return gate === undefined ? [] : [[key, gate] as const];
  });
  return new Map(found);
}

function parsed(value: string): Gate | undefined {
  try {
    return gateIn(JSON.parse(value));
  } catch {
    // the ConfigMap may hold other things
    return undefined;
  }
}

/** As the load tester names it where the names are those of Kubernetes, which hold no underscore. */
const keyOf = ({ kind, namespace, name, gate }: Pick<Gate, 'kind' | 'namespace' | 'name' | 'gate'>): string =>
  [kind, namespace, name, ...(gate === '' ? [] : [gate])].join('_');

const isSame = (one: Gate, other: Omit<Gate, 'at'>): boolean =>
  one.kind === other.kind && one.namespace === other.namespace && one.name === other.name && one.gate === other.gate;
