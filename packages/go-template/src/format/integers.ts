import { characterShown, codePointName, quotedCharacter } from '../quoted.ts';
import { padded, type Specification } from './specification.ts';

const BASES: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  v: [10, ''],
  d: [10, ''],
  b: [2, '0b'],
  o: [8, '0'],
  O: [8, ''],
  x: [16, '0x'],
  X: [16, '0X'],
};

/** An int as one of `%v %d %b %o %O %x %X %c %q %U` writes it; undefined for another verb. */
export function integer(value: bigint, specification: Specification): string | undefined {
  const { verb, sharp, plus } = specification;
  switch (verb) {
    case 'c':
      return padded(characterOf(value), specification);
    case 'q':
      return padded(quotedCharacter(characterOf(value), plus), specification);
    case 'U':
      return padded((sharp ? characterShown : codePointName)(Number(value)), { ...specification, zero: false });
  }
  const [base, prefix] = BASES[verb] ?? [];
  return base === undefined ? undefined : inBase(value, specification, [base, prefix ?? '']);
}

/** What no character has is U+FFFD. */
const characterOf = (value: bigint): string =>
  value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value < 0xe000n)
    ? String.fromCodePoint(Number(value))
    : '\ufffd';

function inBase(
  value: bigint,
  specification: Specification,
  [base, prefix]: readonly [base: number, prefix: string],
): string {
  const { verb, precision, sharp, plus, space, zero, minus, width } = specification;
  if (precision === 0 && value === 0n) {
    return ' '.repeat(width);
  }
  const sign = value < 0n ? '-' : plus ? '+' : space ? ' ' : '';
  const least = precision ?? (zero && !minus ? width - sign.length : 0);
  const size = (value < 0n ? -value : value).toString(base).padStart(least, '0');
  const digits = verb === 'X' ? size.toUpperCase() : size;
  const mark = verb === 'O' ? '0o' : sharp && !(prefix === '0' && digits.startsWith('0')) ? prefix : '';
  return padded(sign + mark + digits, { ...specification, zero: false });
}
