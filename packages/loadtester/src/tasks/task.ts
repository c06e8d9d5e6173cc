/** How something that was run ended. */
export interface Outcome {
  readonly isOk: boolean;
  /** Its last output, bounded. */
  readonly output: string;
  /** Where a program was run, and ended by itself. */
  readonly exitCode?: number;
  /** What is answered where it failed. */
  readonly failure?: string;
}

/** Something that a webhook wants to be run. */
export interface Task {
  readonly type: string;
  /** `name.namespace`. */
  readonly canary: string;
  /** What is run, as people read it; holds no secret of its own. */
  readonly command: string;
  /** The same for the same work of one canary: in the background it is never done twice at once. */
  readonly key: string;
  /** Whether the caller waits for it; it dies with its caller then. */
  readonly isAwaited: boolean;
  /** Whether its output is the answer. */
  readonly returnsOutput?: boolean;
  /** Whether its output is logged. */
  readonly logsOutput?: boolean;
  /** Whether the next call of the same hook is told that it failed in the background. */
  readonly tellsFailure?: boolean;
  run(signal: AbortSignal): Promise<Outcome>;
}

/** What the metadata of a webhook say of a task. */
export interface Order {
  readonly type: string;
  readonly name: string;
  readonly namespace: string;
  readonly canary: string;
  readonly checksum: string;
  readonly metadata: ReadonlyMap<string, string>;
}

/** One type of task: the task that is ordered, or the sentence that says why there can be none. */
export type TaskKind = (order: Order) => Task | Refusal;

/** Why nothing is run. */
export interface Refusal {
  readonly refusal: string;
  /** 400 if absent. */
  readonly status?: number;
}

/** Reads a bool as Go's `strconv.ParseBool` does; anything else is false. */
export const isTrue = (text = ''): boolean => /^(1|t|T|TRUE|true|True)$/.test(text);
