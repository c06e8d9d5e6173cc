/** One thing that was looked at. */
export interface Finding {
  /** Stays the same over versions; docs/cli.md has a line for each. */
  readonly code: string;
  readonly level: 'ok' | 'warning' | 'error';
  readonly says: string;
  /** What to do; absent where all is well. */
  readonly remedy?: string;
}

export const ok = (code: string, says: string): Finding => ({ code, level: 'ok', says });
export const warning = (code: string, says: string, remedy: string): Finding => ({
  code,
  level: 'warning',
  says,
  remedy,
});
export const wrong = (code: string, says: string, remedy: string): Finding => ({ code, level: 'error', says, remedy });
