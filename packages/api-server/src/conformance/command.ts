import { stringify } from 'yaml';

/** A kubectl command. */
export interface Command {
  readonly args: string;
  /** Standard input: manifests. */
  readonly input?: string;
  /** There are no controllers behind the sandbox here: what a real one does is done by command. */
  readonly isSandboxOnly?: boolean;
  /** Tried until both servers say the same, as a controller of the real one may come late. */
  readonly isRepeated?: boolean;
  /** The output is not compared line by line, but as a set of lines of which the real one has more. */
  readonly isPart?: boolean;
  /** For commands that go on: how many lines they are let print. */
  readonly lines?: number;
  /** What happens while the command runs, after its first line where it has `lines`. */
  readonly during?: Command;
}

/** Objects as `kubectl` is given them. */
export const manifests = (...objects: readonly unknown[]): string =>
  objects.map((object) => stringify(object)).join('---\n');

/** Commands that need nothing else. */
export const plain = (...all: readonly string[]): readonly Command[] => all.map((args) => ({ args }));
/** A command that is given manifests. */
export const applied = (input: string, args = 'apply -f -'): Command => ({ args, input });
/** A command for the sandbox alone. */
export const ours = (args: string): Command => ({ args, isSandboxOnly: true });
/** A command that goes on while another one runs. */
export const watched = (args: string, lines: number, during: Command): Command => ({ args, lines, during });
