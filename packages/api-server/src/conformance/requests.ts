import type { Case } from './case.ts';
import { CUSTOM } from './requests/custom.ts';
import { DEFAULTS } from './requests/defaults.ts';
import { LIFE } from './requests/life.ts';
import { REFUSED } from './requests/refused.ts';
import { REVIEWS } from './requests/reviews.ts';
import { PAST, WATCHES } from './requests/watches.ts';

/** Everything that is sent to both servers, in this order: later ones build on what earlier ones left. */
export const REQUESTS: readonly Case[] = [...DEFAULTS, ...REFUSED, ...LIFE, ...CUSTOM, ...WATCHES, PAST, ...REVIEWS];
