import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Where the image has `kubectl-flagger`, beside the operator's program. */
const COMMAND_LINE = fileURLToPath(new URL('./cli/kubectl-flagger', import.meta.url));

/**
 * Whether the arguments are a verb for the command line, `flagger get -A`, and not flags of the operator. Only where
 * the command line is there, as in the image.
 */
export const isVerb = ([first]: readonly string[], place = COMMAND_LINE): boolean =>
  first !== undefined && /^[a-z]/.test(first) && existsSync(place);

/** Runs the command line with the arguments of this process; it sets the exit code. */
export const runVerb = (): void => void createRequire(import.meta.url)(COMMAND_LINE);
