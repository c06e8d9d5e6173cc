import { HEIR_MUTATIONS } from './heirs/mutations.ts';
import { MUTATIONS, type Mutation } from './mutations.ts';
import { LOST_PODS_MUTATIONS } from './situations/lost-pods-mutations.ts';
import { SITUATION_MUTATIONS } from './situations/mutations.ts';

/** Every defect that a story must show. */
export const ALL_MUTATIONS: readonly Mutation[] = [
  ...MUTATIONS,
  ...HEIR_MUTATIONS,
  ...SITUATION_MUTATIONS,
  ...LOST_PODS_MUTATIONS,
];
