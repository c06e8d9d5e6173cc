import { type Fields, fieldsOf, itemsOf, numberOf, textMapOf, textOf } from '../../client/index.ts';
import { fullName, serviceNameOf } from '../host-name.ts';
import type { Backend, Destination, Mirror } from '../route-table.ts';
import { headerChanges } from './policy.ts';

type Labels = Readonly<Record<string, string>>;

/** The labels of each subset that DestinationRules name, by the full name of the host and the subset. */
export type Subsets = ReadonlyMap<string, ReadonlyMap<string, Labels>>;

/** The subsets of all DestinationRules. */
export function subsetsOf(
  rules: readonly { readonly metadata: { readonly namespace?: string }; readonly spec?: unknown }[],
): Subsets {
  return new Map(
    rules.flatMap(({ metadata, spec }) => {
      const { host, subsets } = fieldsOf(spec);
      const named = itemsOf(subsets)
        .map(fieldsOf)
        .map((subset): [string, Labels] => [textOf(subset.name) ?? '', textMapOf(subset.labels)]);
      const service = serviceNameOf(textOf(host) ?? '', metadata.namespace ?? '');
      return service === undefined || named.length === 0 ? [] : [[fullName(service), new Map(named)] as const];
    }),
  );
}

/** Where destinations lead, seen from a VirtualService. */
export interface Surroundings {
  readonly namespace: string;
  readonly subsets: Subsets;
}

/** The `route` of an HTTP or TCP route. A single destination gets everything, whatever its weight. */
export function destinations(value: unknown, surroundings: Surroundings): readonly Destination[] {
  const all = itemsOf(value).map(fieldsOf);
  return all.map((each) => ({
    to: backend(each.destination, surroundings),
    weight: all.length === 1 ? 100 : (numberOf(each.weight) ?? 0),
    headers: headerChanges(each.headers),
  }));
}

/** All mirrors of a route, old notation and new. */
export function mirrors(
  { mirror, mirrorPercentage, mirrorPercent, mirrors: several }: Fields,
  surroundings: Surroundings,
): readonly Mirror[] {
  const percent =
    numberOf(fieldsOf(mirrorPercentage).value) ?? numberOf(mirrorPercent) ?? (mirrorPercentage === undefined ? 100 : 0);
  const one = mirror === undefined ? [] : [{ to: backend(mirror, surroundings), percent }];
  const more = itemsOf(several)
    .map(fieldsOf)
    .map((each) => {
      return {
        to: backend(each.destination, surroundings),
        percent: numberOf(fieldsOf(each.percentage).value) ?? (each.percentage === undefined ? 100 : 0),
      };
    });
  return [...one, ...more];
}

/** A host outside the cluster has no pods, so requests for it fail rather than go astray. */
function backend(value: unknown, { namespace, subsets }: Surroundings): Backend {
  const { host, subset, port } = fieldsOf(value);
  const service = serviceNameOf(textOf(host) ?? '', namespace) ?? { namespace: '', name: textOf(host) ?? '' };
  const number = numberOf(fieldsOf(port).number);
  const named = textOf(subset);
  const labels =
    named === undefined ? {} : (subsets.get(fullName(service))?.get(named) ?? { 'sandbox/no-such-subset': named });
  return { ...service, labels, ...(number !== undefined && { port: number }) };
}
