import type { Canary, Problem } from '@flagger/api';
import { refusedBesideHeaders } from './refused-fields.ts';
import { headerLists } from './test-headers.ts';

/**
 * What would be a test of others than were asked for, where a mesh matches headers alone: what is left out of a match
 * lets more users in, and a test without headers everybody.
 */
export function headersOnly(canary: Canary, mesh: string): readonly Problem[] {
  const unknown = refusedBesideHeaders(canary, `headers alone are matched with ${mesh}`);
  const empty = headerLists(canary).flatMap((list, at) =>
    list.length > 0 ? [] : [{ field: `spec.analysis.match[${at}].headers`, found: 'none', allowed: 'one or more' }],
  );
  return unknown.length > 0 ? unknown : empty;
}
