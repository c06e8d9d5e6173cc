import { bytesOf, textOf } from '../bytes.ts';
import { isPrintable, quoted } from '../quoted.ts';
import { padded, type Specification } from './specification.ts';

/** A text as one of `%v %s %q %x %X` writes it; undefined for another verb. */
export function text(value: string, specification: Specification): string | undefined {
  const { verb, precision } = specification;
  switch (verb) {
    case 'v':
    case 's':
      return padded(shortened(value, precision), specification);
    case 'q':
      return padded(quotedText(shortened(value, precision), specification), specification);
    case 'x':
    case 'X':
      return padded(hexadecimal(value, specification), specification);
    default:
      return undefined;
  }
}

const shortened = (value: string, most: number | undefined): string =>
  most === undefined ? value : Array.from(value).slice(0, most).join('');

const quotedText = (value: string, { sharp, plus }: Specification): string =>
  sharp && !value.includes('`') && Array.from(value).every((each) => each === '\t' || isPrintable(each))
    ? `\`${value}\``
    : quoted(value, plus);

function hexadecimal(value: string, { verb, precision, sharp, space }: Specification): string {
  const bytes = Array.from(bytesOf(value).slice(0, precision), (byte) => byte.toString(16).padStart(2, '0'));
  const marked = sharp && bytes.length > 0 ? `0x${bytes.join(space ? ' 0x' : '')}` : bytes.join(space ? ' ' : '');
  return verb === 'X' ? marked.toUpperCase() : marked;
}

/** A part of a text, counted in bytes. */
export const partOf = (value: string, from: number, to: number): string => textOf(bytesOf(value).slice(from, to));
