import { isUnknown } from './input/variables.ts';

/** A value that notes whether somebody looked at a part of it that only Flux knows. */
export interface Watched<T> {
  readonly value: T;
  readonly wasUnknown: () => boolean;
}

/** `written` is the value as it stands in the manifest: what is unknown may be left out of the value, or have a default. */
export function watched<T extends object>(value: T, written: unknown): Watched<T> {
  let wasUnknown = false;
  const watch = <O extends object>(object: O, source: unknown): O =>
    new Proxy(object, {
      get: (target, name, receiver) => {
        const [there, here]: readonly unknown[] = [fieldOf(source, name), Reflect.get(target, name, receiver)];
        wasUnknown ||= isUnknown(there);
        return typeof here === 'object' && here !== null ? watch(here, there) : here;
      },
    });
  return { value: watch(value, written), wasUnknown: () => wasUnknown };
}

/** `analysis` may have its former name. */
function fieldOf(source: unknown, name: string | symbol): unknown {
  const at = (key: string | symbol): unknown =>
    typeof source === 'object' && source !== null ? Object.getOwnPropertyDescriptor(source, key)?.value : undefined;
  return at(name) ?? (name === 'analysis' ? at('canaryAnalysis') : undefined);
}
