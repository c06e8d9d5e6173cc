import type { RangeSelector, Selector } from './expression.ts';
import { momentOf, seriesOf, type Scope } from './scope.ts';
import type { Sample, Window } from './vector.ts';

/** The newest sample of each series of a selector. */
export function selected(
  selector: Selector,
  at: number,
  scope: Scope,
): readonly (Sample & { readonly time: number })[] {
  const moment = momentOf(selector, at, scope);
  return seriesOf(selector, scope).flatMap((series) => {
    const latest = series.latest(moment - scope.lookback, moment);
    return latest ? [{ labels: series.labels, ...latest }] : [];
  });
}

/** The samples of a range selector, series by series; a series without any is left out. */
export function selectedWindows({ selector, range }: RangeSelector, at: number, scope: Scope): readonly Window[] {
  const until = momentOf(selector, at, scope);
  const span = { from: until - range, until, now: at };
  const windows = seriesOf(selector, scope).map((series) => ({
    labels: series.labels,
    ...span,
    ...series.between(span.from, until),
  }));
  return windows.filter(({ times }) => times.length > 0);
}
