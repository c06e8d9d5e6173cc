import type { Canary, Problem } from '@flagger/api';

/** A problem for each of `names`, fields of an object; `field` is where that stands in the Canary. */
export const refusedFields = <Name extends string>(
  field: string,
  object: Readonly<Partial<Record<Name, unknown>>>,
  { names, allowed }: { readonly names: readonly Name[]; readonly allowed: (name: Name) => string },
): readonly Problem[] =>
  names.map((name) => ({ field: `${field}.${name}`, found: JSON.stringify(object[name]), allowed: allowed(name) }));

/** The problem of a field that a mesh cannot do without, where the Canary says nothing in it. */
export const refusedMissing = (field: string, value: unknown, allowed: string): readonly Problem[] =>
  isSaid(value) ? [] : [{ field, found: 'nothing', allowed }];

/** The same for the user's Ingress, beside which another one is made. */
export const refusedWithoutIngress = ({ spec }: Canary): readonly Problem[] =>
  refusedMissing('spec.ingressRef', spec.ingressRef?.name, 'the Ingress of the service: ingress selector is empty');

/** Those of `names` that an object says something in: an empty list and a false say nothing. */
export const saidIn = <Name extends string>(
  object: Readonly<Partial<Record<Name, unknown>>>,
  names: readonly Name[],
): readonly Name[] => names.filter((name) => isSaid(object[name]));

/** What else than headers an `analysis.match` asks for, where `because` of the mesh it would let in more users. */
export const refusedBesideHeaders = ({ spec: { analysis } }: Canary, because: string): readonly Problem[] =>
  (analysis.match ?? []).flatMap((match, at) =>
    refusedFields(`spec.analysis.match[${at}]`, match, {
      names: saidIn(match, ['queryParams', 'sourceLabels']),
      allowed: () => `nothing: ${because}`,
    }),
  );

/** A reason to try again that the mesh does not know: the API server would refuse the object. */
export const refusedRetries = (
  { spec: { service } }: Canary,
  { events, known }: Readonly<Record<'events' | 'known', readonly string[]>>,
): readonly Problem[] =>
  events.every((event) => known.includes(event))
    ? []
    : [
        {
          field: 'spec.service.retries.retryOn',
          found: JSON.stringify(service.retries?.retryOn),
          allowed: `a list, separated by commas, of ${known.join(', ')}`,
        },
      ];

/** Where in an object an entry of it says something beside `known`, e.g. `spec.rules[0].retry`. */
export const saidBeside = (field: string, entry: object, known: readonly string[]): readonly string[] =>
  Object.entries(entry)
    .filter(([name, value]: [string, unknown]) => !known.includes(name) && isSaid(value))
    .map(([name]) => `${field}.${name}`);

/** Whether a field says something: an empty list or object and a false say nothing. */
export const isSaid = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
