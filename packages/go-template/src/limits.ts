/** How long a template, and whatever it makes, may be: 64 Ki characters. */
export const LONGEST = 65_536;

/** How many steps a rendering may take; a step is a command, a round of a loop, or 64 characters, items or entries that are gone over. */
export const STEPS = 100_000;

/** How deep bodies, pipelines and templates may be in each other while rendering. */
export const DEEPEST = 200;
