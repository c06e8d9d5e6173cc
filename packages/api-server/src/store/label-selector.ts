import { badRequest } from '../refusal.ts';

export type Labels = Readonly<Record<string, string>>;

type Requirement = (labels: Labels) => boolean;

/**
 * Whether labels fit a selector as in `labelSelector=app=podinfo,tier in (a, b),!old`. Throws a refusal if it cannot
 * be read.
 */
export function labelSelector(text: string): (labels: Labels) => boolean {
  const requirements = parts(text).map((part) => requirement(part));
  return (labels) => requirements.every((holds) => holds(labels));
}

/** Split at commas that are not between parentheses. */
function parts(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

const SET = /^(\S+?)\s+(in|notin)\s*\(([^)]*)\)$/;
const COMPARED = /^([^!=<>\s]+)\s*(==|=|!=|>|<)\s*([^=!<>\s]*)$/;
const EXISTS = /^(!?)\s*([A-Za-z0-9][-\w./]*)$/;

function requirement(part: string): Requirement {
  const [, setKey, operator, values] = SET.exec(part) ?? [];
  if (setKey !== undefined) {
    return among(
      setKey,
      operator === 'in',
      (values ?? '').split(',').map((value) => value.trim()),
    );
  }
  const [, key, comparison, value = ''] = COMPARED.exec(part) ?? [];
  if (key !== undefined) {
    return compared(key, comparison ?? '=', value);
  }
  const [, not, name] = EXISTS.exec(part) ?? [];
  if (name === undefined) {
    throw badRequest(
      `unable to parse requirement: found '${part.split(/\s+/)[1] ?? part}', expected: in, notin, =, ==, !=, gt, lt`,
    );
  }
  return (labels) => Object.hasOwn(labels, name) === (not === '');
}

function compared(key: string, operator: string, value: string): Requirement {
  if (operator === '>') {
    return (labels) => Number(labels[key]) > Number(value);
  }
  if (operator === '<') {
    return (labels) => Number(labels[key]) < Number(value);
  }
  return among(key, operator !== '!=', [value]);
}

/** Objects without the label are among none of the values. */
function among(key: string, isWanted: boolean, values: readonly string[]): Requirement {
  return (labels) => {
    const value = labels[key];
    return (value !== undefined && values.includes(value)) === isWanted;
  };
}
