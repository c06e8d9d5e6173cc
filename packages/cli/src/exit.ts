/** How the program ends; docs/cli.md has the same table. */
export const EXIT = {
  done: 0,
  error: 1,
  usage: 2,
  failed: 3,
  timeout: 4,
  waiting: 5,
  refused: 6,
  unreachable: 7,
  findings: 10,
  interrupted: 130,
  /** As shells call the end of a program whose reader has gone; others are ended by the signal itself. */
  unread: 141,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An end with a reason, which is told on stderr. */
export class Ended extends Error {
  override readonly name = 'Ended';
  constructor(
    readonly code: ExitCode,
    message: string,
  ) {
    super(message);
  }
}

/** How the program ends by an error. By its name, since the program in one file has this class more than once. */
export const codeOf = (error: unknown): ExitCode =>
  error instanceof Error && error.name === 'Ended' && 'code' in error
    ? (Object.values(EXIT).find((code) => code === error.code) ?? EXIT.error)
    : EXIT.error;
