import type { Expression, Moved, RangeSelector, Selector, Subquery } from './expression.ts';
import { wrong } from './problem.ts';

/** A selector over a range of time (`a[5m]`); `at` is where the bracket stands. */
export function ranged(selector: Expression, range: number, at: number): RangeSelector {
  if (selector.kind !== 'selector') {
    throw wrong(at, 'ranges only allowed for vector selectors');
  }
  if (selector.offset !== undefined) {
    throw wrong(at, 'no offset modifiers allowed before range');
  }
  if (selector.fixed !== undefined) {
    throw wrong(at, 'no @ modifiers allowed before range');
  }
  return { kind: 'range', at: selector.at, selector, range };
}

/** An expression seen from another time: `offset`. */
export function offset(expression: Expression, ms: number): Expression {
  return moved(expression, 'offset', (target) => {
    if (target.offset !== undefined) {
      throw wrong(expression.at, 'offset may not be set multiple times');
    }
    return { offset: ms };
  });
}

/** An expression seen at a fixed time: `@`. */
export function fixed(expression: Expression, time: number | 'start' | 'end'): Expression {
  if (typeof time === 'number' && !Number.isFinite(time)) {
    throw wrong(expression.at, `timestamp out of bounds for @ modifier: ${shown(time)}`);
  }
  return moved(expression, '@', (target) => {
    if (target.fixed !== undefined) {
      throw wrong(expression.at, '@ <timestamp> may not be set multiple times');
    }
    return { fixed: time };
  });
}

const shown = (time: number): string => (Number.isNaN(time) ? 'NaN' : `${time > 0 ? '+' : '-'}Inf`);

function moved(expression: Expression, modifier: string, change: (target: Selector | Subquery) => Moved): Expression {
  switch (expression.kind) {
    case 'selector':
    case 'subquery':
      return { ...expression, ...change(expression) };
    case 'range':
      return { ...expression, selector: { ...expression.selector, ...change(expression.selector) } };
    default:
      throw wrong(
        expression.at,
        `${modifier} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
      );
  }
}
