import { ACTING } from './act/commands.ts';
import { CHECKING } from './check/commands.ts';
import type { Command } from './command.ts';
import { COMPLETING } from './completion/commands.ts';
import { LINTING } from './lint/commands.ts';
import { REPLAYING } from './replay/commands.ts';
import { SEEING } from './see/commands.ts';
import { SIMULATING } from './simulate/commands.ts';

/** All verbs, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  ...SEEING,
  ...ACTING,
  ...CHECKING,
  ...LINTING,
  ...SIMULATING,
  ...REPLAYING,
  ...COMPLETING,
];
