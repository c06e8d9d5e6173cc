const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const CONFIG_KEY = '[-._a-zA-Z0-9]+';

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

/** `''` if all is well. */
function check(value: string, pattern: string, told: string): string {
  return whole(pattern).test(value) ? '' : told;
}

const longerThan = (value: string, most: number): string =>
  value.length > most ? `must be no more than ${most} bytes` : '';

const problems = (...told: readonly string[]): readonly string[] => told.filter((text) => text !== '');

/** What is wrong with a name that must be a DNS subdomain; none if nothing. */
export const subdomainProblems = (name: string): readonly string[] =>
  problems(
    longerThan(name, 253),
    check(
      name,
      SUBDOMAIN,
      `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`,
    ),
  );

/** The same for a DNS label, such as a namespace. */
export const labelProblems = (name: string): readonly string[] =>
  problems(
    longerThan(name, 63),
    check(
      name,
      LABEL,
      `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`,
    ),
  );

/** The same for a DNS label that begins with a letter, such as a Service. */
export const serviceNameProblems = (name: string): readonly string[] =>
  problems(
    longerThan(name, 63),
    check(
      name,
      LABEL_1035,
      `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${LABEL_1035}')`,
    ),
  );

/** The same for whatever can be a part of a path, such as a Role. */
export const pathProblems = (name: string): readonly string[] =>
  problems(
    name === '.' || name === '..' ? `may not be '${name}'` : '',
    ...['/', '%'].map((part) => (name.includes(part) ? `may not contain '${part}'` : '')),
  );

/** The same for the key of a label or an annotation, e.g. `app.kubernetes.io/name`. */
export function qualifiedNameProblems(key: string): readonly string[] {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  const told = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}')`;
  if (parts.length > 2) {
    return [
      `a qualified name ${told.slice('name part '.length).replace(/\)$/, `) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`)}`,
    ];
  }
  const prefix =
    parts.length === 2
      ? parts[0] === ''
        ? ['prefix part must be non-empty']
        : subdomainProblems(parts[0] ?? '').map((text) => `prefix part ${text}`)
      : [];
  if (name === '') {
    return [...prefix, 'name part must be non-empty', check(name, QUALIFIED, told)].filter((text) => text !== '');
  }
  return problems(
    ...prefix,
    name.length > 63 ? 'name part must be no more than 63 bytes' : '',
    check(name, QUALIFIED, told),
  );
}

/** The same for the value of a label. */
export const labelValueProblems = (value: string): readonly string[] =>
  problems(
    longerThan(value, 63),
    check(
      value,
      `(${QUALIFIED})?`,
      `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${QUALIFIED})?')`,
    ),
  );

/** The same for a key of a ConfigMap or a Secret. */
export const configKeyProblems = (key: string): readonly string[] =>
  problems(
    longerThan(key, 253),
    check(
      key,
      CONFIG_KEY,
      `a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '${CONFIG_KEY}')`,
    ),
  );

/** The same for the name of a port of a container. */
export function portNameProblems(name: string): readonly string[] {
  return problems(
    name.length > 15 ? 'must be no more than 15 characters' : '',
    check(name, '[-a-z0-9]+', 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'),
    check(name, '.*[a-z].*', 'must contain at least one letter (a-z)'),
    name.includes('--') ? 'must not contain consecutive hyphens' : '',
    /^-|-$/.test(name) ? 'must not begin or end with a hyphen' : '',
  );
}
