import { CallProblem } from '../call-problem.ts';
import { padded, type Specification } from './specification.ts';

/** A float64 as one of `%v %g %G %f %F %e %E` writes it; undefined for another verb. */
export function float(value: number, specification: Specification): string | undefined {
  const { verb, precision, plus, space, zero, minus, width } = specification;
  if (!/^[vgGfFeE]$/.test(verb)) {
    return undefined;
  }
  if (!Number.isFinite(value)) {
    return notFinite(value, specification);
  }
  const isNegative = value < 0 || Object.is(value, -0);
  const sign = isNegative ? '-' : plus ? '+' : space ? ' ' : '';
  const digits = unsigned(Math.abs(value), verb, precision);
  return zero && !minus && sign !== ''
    ? sign + padded(digits, { ...specification, width: width - 1 })
    : padded(sign + digits, specification);
}

function notFinite(value: number, specification: Specification): string {
  const { plus, space } = specification;
  const text = Number.isNaN(value) ? 'NaN' : 'Inf';
  const sign = value < 0 ? '-' : plus ? '+' : space ? ' ' : Number.isNaN(value) ? '' : '+';
  return padded(sign + text, { ...specification, zero: false });
}

function unsigned(value: number, verb: string, precision: number | undefined): string {
  switch (verb) {
    case 'f':
    case 'F':
      return fixed(value, precision ?? 6);
    case 'e':
    case 'E':
      return withExponent(rounded(value, precision ?? 6), verb);
    default:
      return general(value, precision, verb === 'G' ? 'E' : 'e');
  }
}

/** Decimal digits, the first of which counts ten to the power of `exponent`. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/** `%g`: the shortest digits that mean this value, or as many as `precision`; an exponent where it is large. */
function general(value: number, precision: number | undefined, letter: string): string {
  const { digits, exponent } = precision === undefined ? shortest(value) : rounded(value, Math.max(precision, 1) - 1);
  const kept = digits.replace(/(?<=.)0+$/, '');
  let most = precision === undefined ? 6 : Math.max(precision, 1);
  if (precision !== undefined && most > kept.length && kept.length >= exponent + 1) {
    most = kept.length;
  }
  return exponent < -4 || exponent >= most
    ? withExponent({ digits: kept, exponent }, letter)
    : withPoint({ digits: kept, exponent });
}

function withPoint({ digits, exponent }: Decimal): string {
  if (exponent < 0) {
    return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  }
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const rest = digits.slice(exponent + 1);
  return rest === '' ? whole : `${whole}.${rest}`;
}

function withExponent({ digits, exponent }: Decimal, letter: string): string {
  const rest = digits.slice(1);
  const size = Math.abs(exponent).toString().padStart(2, '0');
  return `${digits.charAt(0)}${rest === '' ? '' : `.${rest}`}${letter}${exponent < 0 ? '-' : '+'}${size}`;
}

function shortest(value: number): Decimal {
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return { digits: digits.replace('.', ''), exponent: Number(exponent) };
}

/** As many digits behind the first one; what is exactly in the middle goes to the even digit. */
function rounded(value: number, after: number): Decimal {
  if (value === 0) {
    return { digits: '0'.repeat(after + 1), exponent: 0 };
  }
  let { exponent } = shortest(value);
  let digits = scaled(value, after - exponent).toString();
  if (digits.length <= after) {
    exponent -= 1;
    digits = scaled(value, after - exponent).toString();
  }
  return digits.length > after + 1
    ? { digits: digits.slice(0, after + 1), exponent: exponent + 1 }
    : { digits, exponent };
}

function fixed(value: number, after: number): string {
  const digits = scaled(value, after)
    .toString()
    .padStart(after + 1, '0');
  const whole = digits.slice(0, digits.length - after);
  return after === 0 ? whole : `${whole}.${digits.slice(-after)}`;
}

const FINEST = 1000;

/** The value times ten to some power, rounded half to even, without the errors that floats would make. */
function scaled(value: number, power: number): bigint {
  if (power > FINEST + 400) {
    throw new CallProblem(`a precision over ${FINEST} is not supported`);
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  const shift = Math.max(exponent, 1) - 1075;
  const above = mantissa * 10n ** BigInt(Math.max(power, 0)) * 2n ** BigInt(Math.max(shift, 0));
  const below = 10n ** BigInt(Math.max(-power, 0)) * 2n ** BigInt(Math.max(-shift, 0));
  const whole = above / below;
  const twice = (above % below) * 2n;
  return twice > below || (twice === below && whole % 2n === 1n) ? whole + 1n : whole;
}
