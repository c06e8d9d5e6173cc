import { analysed, gates } from './analysis.ts';
import { certain, compared, countedOnce } from './comparing.ts';
import { goingOn, heard } from './hearing.ts';
import type { Invariant } from './invariant.ts';
import { leftBehind, obstructed, served, unanalysed } from './lasting.ts';
import { alive, givenBack, target } from './manners.ts';
import { open } from './open.ts';
import { answered } from './people.ts';
import { outlived } from './refusing.ts';
import { cause, order, pace } from './steps.ts';
import { bounded } from './revisions.ts';
import { asking, events, once } from './telling.ts';
import { moved, ready, scaled, sum } from './traffic.ts';
import { paced, written } from './writing.ts';

/**
 * What is looked at after each action; that every run ends and that a quiet system writes nothing is looked at by the
 * play.
 */
export const INVARIANTS: readonly Invariant[] = [
  sum,
  ready,
  moved,
  scaled,
  analysed,
  gates,
  order,
  pace,
  cause,
  events,
  once,
  asking,
  alive,
  givenBack,
  target,
  served,
  open,
  unanalysed,
  obstructed,
  leftBehind,
  outlived,
  answered,
  heard,
  goingOn,
  paced,
  written,
  countedOnce,
  certain,
  compared,
  bounded,
];
