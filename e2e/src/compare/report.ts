import type { Difference } from './differences.ts';
import { explanationFor, isAbout, type Explanation } from './explain.ts';

/** What the comparison of one recording came to. */
export interface Outcome {
  readonly id: string;
  readonly different: readonly Difference[];
  readonly explained: readonly { readonly difference: Difference; readonly explanation: Explanation }[];
}

/** Parts the differences of a recording into explained and others. */
export function outcomeOf(
  id: string,
  differences: readonly Difference[],
  explanations: readonly Explanation[],
): Outcome {
  const all = differences.map((difference) => ({
    difference,
    explanation: explanationFor(id, difference, explanations),
  }));
  return {
    id,
    different: all.flatMap(({ difference, explanation }) => (explanation === undefined ? [difference] : [])),
    explained: all.flatMap(({ difference, explanation }) =>
      explanation === undefined ? [] : [{ difference, explanation }],
    ),
  };
}

/** One recording for people: its verdict, what is explained, and each difference as a small diff. */
export function outcomeText({ id, different, explained }: Outcome): string {
  const reasons = [...new Set(explained.map(({ explanation }) => explanation.why))].map(
    (why) => `  explained (${explained.filter((each) => each.explanation.why === why).length}): ${why}`,
  );
  const verdict = different.length > 0 ? `${different.length} different` : explained.length > 0 ? 'explained' : 'equal';
  return [`${id}: ${verdict}`, ...reasons, ...different.map(differenceText)].join('\n');
}

/** A difference as a unified diff: Flagger's lines with a minus, ours with a plus. */
export function differenceText({ what, subject, path, flagger, ours }: Difference): string {
  const head = `  ${[what, subject, path].filter(Boolean).join(' ')}`;
  const minus = flagger === undefined ? [] : flagger.split('\n').map((line) => `    - ${line}`);
  const plus = ours === undefined ? [] : ours.split('\n').map((line) => `    + ${line}`);
  return [head, ...minus, ...plus].join('\n');
}

/** Warnings about explanations that were looked for and found nowhere; then the counts, last. */
export function summaryText(outcomes: readonly Outcome[], explanations: readonly Explanation[]): string {
  const used = new Set(outcomes.flatMap((outcome) => outcome.explained.map(({ explanation }) => explanation)));
  const idle = explanations.filter(
    (explanation) => !used.has(explanation) && outcomes.some(({ id }) => isAbout(explanation, id)),
  );
  const different = outcomes.filter((outcome) => outcome.different.length > 0).length;
  const explained = outcomes.filter((outcome) => outcome.different.length === 0 && outcome.explained.length > 0).length;
  return [
    ...idle.map(
      (explanation) =>
        `warning: nothing needed this explanation of ${explanation.recordings.join(', ')}: ${explanation.why}`,
    ),
    `${outcomes.length - explained - different} equal, ${explained} explained, ${different} different`,
  ].join('\n');
}
