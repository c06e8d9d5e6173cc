import type { RoutedCanary } from '@flagger/api';
import { headerLists, type TestHeader } from '@flagger/mesh-kit';

/** What a request must be; all of a list. */
export interface Condition {
  readonly prefix?: string;
  readonly header?: { readonly name: string; readonly exact?: string; readonly regex?: string };
}

/** What every request for the service begins with. */
export const everybody = (canary: RoutedCanary): readonly Condition[] => [{ prefix: prefix(canary) }];

/** Who is in the test, in one list for each entry of `analysis.match`: a route wants all of its conditions. */
export const tests = (canary: RoutedCanary): readonly (readonly Condition[])[] =>
  headerLists(canary).map((list) => [{ prefix: prefix(canary) }, ...list.map(condition)]);

// Contour knows exact values and patterns that the whole value fits.
function condition({ name, match }: TestHeader): Condition {
  const { exact, prefix: start, suffix: end, regex }: Compared = match;
  const pattern = start === undefined ? (end === undefined ? regex : `.*${literal(end)}`) : `${literal(start)}.*`;
  return { header: { name, ...(exact === undefined ? { regex: pattern ?? '.*' } : { exact }) } };
}

interface Compared {
  readonly exact?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly regex?: string;
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

// Contour routes by prefix, and by one.
const prefix = ({ spec }: RoutedCanary): string => spec.service.match?.[0]?.uri?.prefix || '/';
