import type { Asked } from './audit-log.ts';
import type { Grant } from './grants.ts';

/** A pattern of grants, and why nobody used them. */
export type Reason = readonly [pattern: RegExp, why: string];

/** What was asked beside what is granted; each `verb resource.group` once. */
export interface Verdict {
  /** What a cluster refused. */
  readonly refused: readonly string[];
  /** What was asked, and would be refused with these grants. */
  readonly notGranted: readonly string[];
  /** What is granted, was not asked, and has no reason. */
  readonly unused: readonly string[];
  readonly used: readonly string[];
}

/** Compares requests with grants. */
export function verdictOf(asked: readonly Asked[], granted: readonly Grant[], reasons: readonly Reason[]): Verdict {
  const isGranted = ({ what, name }: Asked): boolean =>
    granted.some((grant) => grant.what === what && (grant.names.length === 0 || grant.names.includes(name)));
  const allowed = new Set(asked.filter(({ isRefused }) => !isRefused).map(({ what }) => what));
  const grants = distinct(granted);
  return {
    refused: distinct(asked.filter(({ isRefused }) => isRefused)),
    notGranted: distinct(asked.filter((each) => !isGranted(each))),
    unused: grants.filter((what) => !allowed.has(what) && !reasons.some(([pattern]) => pattern.test(what))),
    used: grants.filter((what) => allowed.has(what)),
  };
}

const distinct = (all: readonly { readonly what: string }[]): readonly string[] =>
  [...new Set(all.map(({ what }) => what))].sort();
