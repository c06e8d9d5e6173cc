import type { ServiceIdentifier } from 'inversify';

/** All that is bound to an identifier, as a list. */
export interface All<T> {
  readonly serviceIdentifier: ServiceIdentifier<T>;
  readonly isMultiple: true;
}

/** All that is bound to `serviceIdentifier`. */
export const all = <T>(serviceIdentifier: ServiceIdentifier<T>): All<T> => ({ serviceIdentifier, isMultiple: true });

/** What something is made of: identifiers, by the names under which their values are handed over. */
type Needs = Readonly<Record<string, ServiceIdentifier | All<unknown>>>;

/** The values, by the same names. */
export type Ports<N extends Needs> = {
  readonly [Name in keyof N]: N[Name] extends All<infer T>
    ? readonly T[]
    : N[Name] extends ServiceIdentifier<infer T>
      ? T
      : never;
};

/**
 * For `toResolvedValue`, which hands over a list: what is needed comes as one object, so that no order can go wrong.
 */
export function madeOf<N extends Needs, T>(needs: N, make: (ports: Ports<N>) => T): Resolved<T> {
  const names = Object.keys(needs);
  const made = (...values: unknown[]): T => {
    const ports = Object.fromEntries(names.map((name, index) => [name, values[index]]));
    if (!isComplete(ports, needs)) {
      throw new Error(`not bound: one of ${names.join(', ')}`);
    }
    return make(ports);
  };
  return [made, Object.values(needs)];
}

/** The arguments of `toResolvedValue`. */
type Resolved<T> = [make: (...values: unknown[]) => T, needs: (ServiceIdentifier | All<unknown>)[]];

/** What an identifier stands for is inversify's word; that there is one is seen here. */
const isComplete = <N extends Needs>(ports: Readonly<Record<string, unknown>>, needs: N): ports is Ports<N> =>
  Object.keys(needs).every((name) => ports[name] !== undefined);
