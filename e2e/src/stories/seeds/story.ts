import type { Place, Telling } from './telling.ts';

/** One of the documents that people follow, told with this operator. */
export interface SeedStory {
  readonly document: string;
  readonly tells: string;
  readonly place: Place;
  readonly tell: (told: Telling) => Promise<void>;
}
