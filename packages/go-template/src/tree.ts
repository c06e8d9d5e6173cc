/** A part of the template, for texts: where it begins, and its own text. */
export interface Place {
  readonly at: number;
  readonly text: string;
}

/** One word of a command. */
export type Operand =
  | Pipeline
  | (Place
      & (
        | { readonly kind: 'constant'; readonly value: string | bigint | number | boolean }
        | { readonly kind: 'nil' }
        | { readonly kind: 'dot' }
        | { readonly kind: 'field'; readonly names: readonly string[] }
        | { readonly kind: 'variable'; readonly name: string; readonly names: readonly string[] }
        | { readonly kind: 'call'; readonly name: string }
        | { readonly kind: 'chain'; readonly of: Operand; readonly names: readonly string[] }
      ));

/** `first` is a value or a function, `rest` are its arguments. */
export interface Command extends Place {
  readonly first: Operand;
  readonly rest: readonly Operand[];
}

/** Commands whose results go into the next; the last one's goes into `variables`, which are new unless it `assigns`. */
export interface Pipeline extends Place {
  readonly kind: 'pipeline';
  readonly variables: readonly string[];
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

/** A conditional or a loop. */
export interface Control {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipeline: Pipeline;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

/** `{{ template "name" pipeline }}` */
export interface Inclusion extends Place {
  readonly kind: 'template';
  readonly name: string;
  readonly pipeline: Pipeline | undefined;
}

/** One piece of a template. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipeline: Pipeline }
  | Control
  | Inclusion
  | { readonly kind: 'break' | 'continue' };

/** The bodies of a text by name; the text's own is that of its name. */
export type Bodies = ReadonlyMap<string, readonly Node[]>;
