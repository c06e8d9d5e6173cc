import type { Labels } from './labels.ts';
import { anchored } from './re2.ts';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** What a selector asks of one label. */
export interface Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  /** Whether the operator holds for this value; a label that is not there has the value ''. */
  readonly matches: (value: string) => boolean;
}

/** A matcher; expressions are anchored at both ends. Throws Re2Problem where the expression is none. */
export function matcher(name: string, operator: MatchOperator, value: string): Matcher {
  return { name, operator, value, matches: test(operator, value) };
}

function test(operator: MatchOperator, value: string): (value: string) => boolean {
  switch (operator) {
    case '=':
      return (other) => other === value;
    case '!=':
      return (other) => other !== value;
    case '=~': {
      const expression = anchored(value);
      return (other) => expression.test(other);
    }
    case '!~': {
      const expression = anchored(value);
      return (other) => !expression.test(other);
    }
  }
}

export const isMatch = (labels: Labels, matchers: readonly Matcher[]): boolean =>
  matchers.every(({ name, matches }) => matches(labels.get(name) ?? ''));
