import type { Counters, MeshProvider } from '@flagger/api';
import type { Inquiry } from './inquiry.ts';
import { renderedQuery, variablesOf, writtenBy } from './query.ts';

/** Whose names are filled in, and how the mesh writes them. */
interface Named extends Pick<Inquiry, 'canary'> {
  readonly question: Pick<Inquiry['question'], 'route' | 'primaryRoute'>;
  readonly options: Pick<Inquiry['options'], 'replicaLabel'>;
  readonly written?: MeshProvider['queries']['written'];
}

/** The counters of a mesh with the names of one canary filled in; undefined where a template of theirs is wrong. */
export function countersOf(
  counters: Counters,
  { canary, question: { route, primaryRoute = '' }, options: { replicaLabel = '' }, written }: Named,
): (Counters & { readonly replicaLabel: string }) | undefined {
  const { functions, variables } = variablesOf(canary, { name: 'compare' }, route);
  const named = { functions: writtenBy(written, { ...functions, primaryRoute }), variables };
  const texts = [counters.requests, counters.durations ?? '', counters.arm.canary, counters.arm.primary];
  const filled = texts.flatMap((text) => {
    const rendered = renderedQuery(text, named);
    return 'query' in rendered ? [rendered.query] : [];
  });
  const [requests, durations, canarys, primarys] = filled;
  if (requests === undefined || durations === undefined || canarys === undefined || primarys === undefined) {
    return undefined;
  }
  const arm = { ...counters.arm, canary: canarys, primary: primarys };
  return { ...counters, replicaLabel, requests, ...(durations !== '' && { durations }), arm };
}
