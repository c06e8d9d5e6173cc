import type { Action } from '@flagger/api';
import { acting } from '../defects.ts';
import type { Mutation } from '../mutations.ts';
import { ALONE, TAKEN, TOLD, UNANALYSED } from './invariants.ts';
import { LASTS } from './play.ts';

/** What an older Canary of the target is to one that is refused for ever. */
const GHOST = {
  elder: { name: 'ghost', uid: 'ghost' },
  younger: [],
  problem: { field: 'spec.targetRef.name', found: 'the target of the older Canary ghost', allowed: 'another' },
};

const isRefusal = (action: Action): boolean =>
  action.do === 'status' && action.status.conditions?.['Accepted']?.status === 'False';

/** That a refused Canary found a primary, which it writes down before it adopts. */
const isNoteOfPrimary = (action: Action): boolean =>
  action.do === 'status' && action.status.phase === undefined && action.status.conditions?.Inherited !== undefined;

/** Defects of an operator that two Canaries of one target show. */
export const HEIR_MUTATIONS: readonly Mutation[] = [
  {
    name: 'does not adopt, and rolls what the target is at',
    breaks: UNANALYSED.name,
    mutate: (_, making) =>
      acting(making, (actions, { adoption }) => {
        // nor does it remember what it saw, so that nothing keeps it from making that anew
        adoption.leave();
        return actions.filter((action) => action.do !== 'adopt' && !isNoteOfPrimary(action));
      }),
  },
  {
    name: 'does not adopt',
    breaks: LASTS,
    mutate: (_, making) => acting(making, (actions) => actions.filter((action) => action.do !== 'adopt')),
  },
  {
    name: 'works beside an older Canary',
    breaks: ALONE.name,
    mutate: ({ rivals }) => ({
      rivals: {
        heard: (key) => rivals.heard(key),
        rivalsOf: (canary) => ({ elder: undefined, younger: rivals.rivalsOf(canary).younger }),
      },
    }),
  },
  {
    name: 'a refusal is not told',
    breaks: TOLD.name,
    mutate: (_, making) => acting(making, (actions) => actions.filter((action) => !isRefusal(action))),
  },
  {
    name: 'an older Canary is never forgotten',
    breaks: TAKEN.name,
    mutate: ({ rivals }) => {
      const refused = new Set<string>();
      return {
        rivals: {
          heard: (key) => rivals.heard(key),
          rivalsOf: (canary) => {
            const kin = rivals.rivalsOf(canary);
            if (kin.elder) {
              refused.add(canary.metadata.uid);
            }
            return refused.has(canary.metadata.uid) ? { ...GHOST, ...(kin.elder && { elder: kin.elder }) } : kin;
          },
        },
      };
    },
  },
];
