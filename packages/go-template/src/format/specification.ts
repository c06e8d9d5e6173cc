/** One verb of a format with its flags, e.g. `%-8.3f`. */
export interface Specification {
  readonly verb: string;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly precision: number | undefined;
}

/** `%v` */
export const PLAIN: Specification = {
  verb: 'v',
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  width: 0,
  precision: undefined,
};

/** Fills a text up to the width, on the left unless the flag `-` is there. */
export function padded(text: string, { width, minus, zero }: Specification): string {
  const missing = Math.max(0, width - Array.from(text).length);
  return minus ? text + ' '.repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text;
}
