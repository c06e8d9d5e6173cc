const FORM = /^([+-]?)(\d+\.?\d*|\.\d+)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** Values are counted in billionths, the smallest that Kubernetes knows. */
const NANO = 1_000_000_000n;

interface Parsed {
  readonly isNegative: boolean;
  /** In billionths. */
  readonly value: bigint;
  readonly form: 'binary' | 'decimal' | 'exponent';
}

/** A quantity as the server writes it (`2000m` is `2`, `1024Mi` is `1Gi`); undefined if it is none. */
export function canonicalQuantity(text: string): string | undefined {
  const parsed = parsedQuantity(text);
  if (parsed === undefined) {
    return undefined;
  }
  const { value, form } = parsed;
  const minus = parsed.isNegative && value > 0n ? '-' : '';
  if (form === 'binary' && value % NANO === 0n) {
    return minus + binary(value / NANO);
  }
  return (
    minus
    + decimal(
      value,
      form === 'exponent' ? (power) => (power === 0 ? '' : `e${3 * power}`) : (power) => DECIMAL[power + 3] ?? '',
    )
  );
}

function parsedQuantity(text: string): Parsed | undefined {
  const [, sign, digits = '', suffix = '', exponent] = FORM.exec(text) ?? [];
  const [whole = '', fraction = ''] = digits.split('.');
  const isBinary = suffix.endsWith('i');
  const scale =
    exponent === undefined ? (isBinary ? 0 : 3 * (DECIMAL.indexOf(suffix) - DECIMAL.indexOf(''))) : Number(exponent);
  if (digits === '' || Math.abs(scale) > 30) {
    return undefined;
  }
  const factor = isBinary ? 1024n ** BigInt(BINARY.indexOf(suffix)) : 1n;
  const value = rounded(BigInt(whole + fraction) * factor * NANO, scale - fraction.length);
  return {
    isNegative: sign === '-',
    value,
    form: exponent === undefined ? (isBinary ? 'binary' : 'decimal') : 'exponent',
  };
}

/** `value` times ten to the power of `exponent`, rounded up. */
function rounded(value: bigint, exponent: number): bigint {
  if (exponent >= 0) {
    return value * 10n ** BigInt(exponent);
  }
  const divisor = 10n ** BigInt(-exponent);
  return (value + divisor - 1n) / divisor;
}

function binary(value: bigint): string {
  let [left, power] = [value, 0];
  while (left !== 0n && left % 1024n === 0n && power < BINARY.length - 1) {
    [left, power] = [left / 1024n, power + 1];
  }
  return `${left}${BINARY[power] ?? ''}`;
}

function decimal(value: bigint, suffix: (power: number) => string): string {
  if (value === 0n) {
    return '0';
  }
  let [left, power] = [value, -3];
  while (left % 1000n === 0n && power < 6) {
    [left, power] = [left / 1000n, power + 1];
  }
  return `${left}${suffix(power)}`;
}

/** How much a quantity is, e.g. 0.1 for `100m`; NaN if it is none. */
export function quantityValue(text: string): number {
  const parsed = parsedQuantity(text);
  if (parsed === undefined) {
    return Number.NaN;
  }
  return (Number(parsed.value) / Number(NANO)) * (parsed.isNegative ? -1 : 1);
}
