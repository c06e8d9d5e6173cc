/** The machine that the program runs on, as far as it touches it. */
export interface Io {
  /** Data, as it is. */
  out(text: string): void;
  /** A line of the story, for people. */
  say(line: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** What data is written to. */
  readonly screen: Screen;
  /** Aborts when somebody interrupts. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Waits; ends early and quietly when somebody interrupts. */
  pause(ms: number): Promise<void>;
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
  readonly files: Files;
  /** Asks an HTTP service that is no API server. */
  fetch(url: string, request: { readonly method: string; readonly body?: string }): Promise<Reply>;
}

/** Files and folders; `-` is stdin. */
export interface Files {
  read(path: string): Promise<string>;
  /** Undefined where there is nothing. */
  kindOf(path: string): Promise<'file' | 'folder' | undefined>;
  /** In the order of their names. */
  list(folder: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]>;
}

export interface Screen {
  readonly isTerminal: boolean;
  readonly rows: number;
  readonly columns: number;
  /** A text in a colour, where data may be coloured. */
  paint(style: Style, text: string): string;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export interface Reply {
  readonly status: number;
  readonly text: string;
}
