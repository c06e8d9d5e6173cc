/** A number in full, as Go's FormatFloat(v, 'f', -1) writes it: no exponent, however long. */
export function formatted(value: number): string {
  if (!Number.isFinite(value) || value === 0) {
    return special(value);
  }
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(exponent) + 1;
  const sign = value < 0 ? '-' : '';
  if (point <= 0) {
    return `${sign}0.${'0'.repeat(-point)}${digits}`;
  }
  if (point >= digits.length) {
    return sign + digits + '0'.repeat(point - digits.length);
  }
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * A sample's value as Prometheus writes it into JSON: very large and very small numbers have an exponent of two
 * digits or more.
 */
export function sampleFormatted(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || value === 0 || (size >= 1e-6 && size < 1e21)) {
    return formatted(value);
  }
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function special(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (value === 0) {
    return Object.is(value, -0) ? '-0' : '0';
  }
  return value > 0 ? '+Inf' : '-Inf';
}
