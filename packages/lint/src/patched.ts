import type { Manifest } from './manifest.ts';

/** What a patch of a kustomization changes, as regular expressions; undefined: of any kind or name. */
export interface Patched {
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
}

/** Whether a manifest is not all that will be applied. */
export const isPatched = ({ kind, name }: Manifest, patches: readonly Patched[]): boolean =>
  patches.some((patch) => fits(patch.kind, kind) && fits(patch.name, name));

function fits(pattern: string | undefined, text: string): boolean {
  try {
    return pattern === undefined || pattern === text || new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return false;
  }
}
