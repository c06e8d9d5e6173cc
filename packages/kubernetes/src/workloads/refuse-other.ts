import { Conflict } from '@flagger/api';

/** What was decided on is copied, and nothing that the target was set to since: throws a {@link Conflict} where it is another. */
export function refuseOther(
  doing: string,
  { is, wanted }: { readonly is: string; readonly wanted?: string | undefined },
): void {
  if (wanted !== undefined && is !== wanted) {
    throw new Conflict(`${doing}: it is not at ${wanted} any more`);
  }
}
