import { Conflict, type Copied, isSameJson } from '@flagger/api';

/** What was decided on is copied, and nothing that the target was set to since: throws a {@link Conflict} where it is another. */
export function refuseOther(
  doing: string,
  { is, wanted }: { readonly is: string; readonly wanted?: string | undefined },
): void {
  if (wanted !== undefined && is !== wanted) {
    throw new Conflict(`${doing}: it is not at ${wanted} any more`);
  }
}

/** The same for the configs that go with it, by their checksums. */
export function refuseOtherConfigs(
  doing: string,
  { are, wanted }: { readonly are: Copied['configs']; readonly wanted: Copied['configs'] },
): void {
  if (wanted !== undefined && !isSameJson(are, wanted)) {
    throw new Conflict(`${doing}: they changed meanwhile`);
  }
}
