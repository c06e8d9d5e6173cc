import type { Call } from './requester.ts';

/** A request that is sent to both servers, in this order: later ones build on what earlier ones left. */
export interface Case {
  readonly title: string;
  readonly call: Call;
  /** Left out where the real server does not speak of this: it depends on what that one went through. */
  readonly onlyIf?: string;
}

/** Cases of a group, by what is tried. */
export const cases = (group: string, calls: Readonly<Record<string, Call>>): readonly Case[] =>
  Object.entries(calls).map(([title, call]) => ({ title: `${group}: ${title}`, call }));
