import { isLabelName, withLabels } from '../../labels.ts';
import { anchored, Re2Problem, type Expression } from '../../re2.ts';
import { failed } from '../problem.ts';
import type { Vector } from '../vector.ts';

/** `label_replace`: where an expression matches the whole of a label, another is set to what is made of its groups. */
export function replacedLabels(
  vector: Vector,
  [target = '', replacement = '', source = '', expression = '']: readonly string[],
): Vector {
  const { exec, names } = compiled(expression);
  if (!isLabelName(target)) {
    throw failed(`invalid destination label name in label_replace(): ${target}`);
  }
  return vector.map(({ labels, value }) => {
    const found = exec(labels.get(source) ?? '');
    return { labels: found ? withLabels(labels, [[target, expanded(replacement, found, names)]]) : labels, value };
  });
}

function compiled(expression: string): Expression {
  try {
    return anchored(expression);
  } catch (error) {
    if (!(error instanceof Re2Problem)) {
      throw error;
    }
    throw failed(`invalid regular expression in label_replace(): ${expression}`);
  }
}

/**
 * Go's templates: `$1`, `${1}`, `$name`, `${name}` and `$$`; the longest name counts, and one that is unknown is
 * empty.
 */
function expanded(
  template: string,
  groups: readonly (string | undefined)[],
  names: ReadonlyMap<string, number>,
): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (_: string, plain?: string, braced?: string) => {
    const name = plain ?? braced;
    if (name === undefined) {
      return '$';
    }
    return groups[/^\d+$/.test(name) ? Number(name) : (names.get(name) ?? -1)] ?? '';
  });
}

/** `label_join`: a label is set to others, put together. */
export function joinedLabels(vector: Vector, [target = '', separator = '', ...sources]: readonly string[]): Vector {
  const wrong = sources.find((source) => !isLabelName(source));
  if (wrong !== undefined) {
    throw failed(`invalid source label name in label_join(): ${wrong}`);
  }
  if (!isLabelName(target)) {
    throw failed(`invalid destination label name in label_join(): ${target}`);
  }
  return vector.map(({ labels, value }) => ({
    labels: withLabels(labels, [[target, sources.map((source) => labels.get(source) ?? '').join(separator)]]),
    value,
  }));
}
