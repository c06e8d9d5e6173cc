import type { RoutedCanary } from '@flagger/api';
import { headerLists, prefixOf, type TestHeader, wholeValue } from '@flagger/mesh-kit';

/** What a request must be; all of a list. */
export interface Condition {
  readonly prefix?: string;
  readonly header?: { readonly name: string; readonly exact?: string; readonly regex?: string };
}

/** What every request for the service begins with. */
export const everybody = (canary: RoutedCanary): readonly Condition[] => [{ prefix: prefixOf(canary) }];

/** Who is in the test, in one list for each entry of `analysis.match`: a route wants all of its conditions. */
export const tests = (canary: RoutedCanary): readonly (readonly Condition[])[] =>
  headerLists(canary).map((list) => [{ prefix: prefixOf(canary) }, ...list.map(condition)]);

const condition = (header: TestHeader): Condition => ({ header: { name: header.name, ...wholeValue(header) } });
