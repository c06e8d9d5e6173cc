import type { Log } from '@flagger/api';

/** The log of an operator: what it warns of is told, and what it takes for its own bug is one. */
export function operatorLog(
  told: (line: string) => void,
  complain: (invariant: string, complaint: string) => void,
): Log {
  const nothing: Log['info'] = () => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: (message, keys) => told(`${message} ${JSON.stringify(keys)}`),
    error: (message, keys) => complain('no bug of its own', `${message} ${JSON.stringify(keys)}`),
  };
}
