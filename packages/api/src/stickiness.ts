/**
 * Which clients stay on one side (session affinity), by cookies that the mesh adds to answers. Each is a whole
 * `Set-Cookie`, e.g. `ring=abc; Max-Age=60`, so that a provider needs to know nothing of what it says.
 */
export type Stickiness =
  /** Answers of a side hand out its cookie, and who sends it back gets that side alone; those of the primary need not. */
  | { readonly kind: 'bound'; readonly canary: string; readonly primary?: string }
  /** A run is over: who still sends its cookie is split like everybody, and each answer has this, which drops it. */
  | { readonly kind: 'over'; readonly canary: string };

export const sameStickiness = (one: Stickiness | undefined, other: Stickiness | undefined): boolean =>
  one?.kind === other?.kind && one?.canary === other?.canary && primaryOf(one) === primaryOf(other);

/** `ring=abc` of `ring=abc; Max-Age=60`: what clients send back. */
export const pairOf = (setCookie: string): string => setCookie.split(';', 1)[0] ?? '';

const primaryOf = (stickiness: Stickiness | undefined): string | undefined =>
  stickiness?.kind === 'bound' ? stickiness.primary : undefined;
