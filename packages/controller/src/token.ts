import type { Chance } from './pause.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LENGTH = 10;

/** A word of random letters, such as the value of a cookie. */
export const token = (chance: Chance): string =>
  Array.from({ length: LENGTH }, () => LETTERS.charAt(Math.floor(chance() * LETTERS.length))).join('');
