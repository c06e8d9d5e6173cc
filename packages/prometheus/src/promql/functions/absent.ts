import { labelsOf, NAME, NO_LABELS, type Labels } from '../../labels.ts';
import { bare, type Expression } from '../expression.ts';

/** The labels that what is absent would have for sure: those that a selector fixes once. */
export function absentLabels(expression: Expression): Labels {
  const given = bare(expression);
  const selector = given.kind === 'range' ? given.selector : given;
  if (selector.kind !== 'selector') {
    return NO_LABELS;
  }
  const found = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, operator, value } of selector.matchers) {
    if (operator === '=' && !seen.has(name)) {
      seen.add(name);
      found.set(name, value);
    } else {
      found.delete(name);
    }
  }
  found.delete(NAME);
  return labelsOf(found);
}
