/**
 * Cases whose cure is still to come, each with the reason. They are played as well and must fail: one that passes
 * leaves this table.
 */
export const PENDING: Readonly<Record<string, string>> = {};
