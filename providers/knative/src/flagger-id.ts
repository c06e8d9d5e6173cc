/** The annotation that says in which run the primary was set, beside that which says to what. */
export const FLAGGER_ID = 'flagger-id';
