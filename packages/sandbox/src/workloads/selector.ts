import type { Requirement, Selector } from './kinds.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether labels fit a selector; one without requirements fits all. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels = {}): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
    && matchExpressions.every((each) => meets(each, labels))
  );
}

function meets({ key, operator, values = [] }: Requirement, labels: Labels): boolean {
  const value = labels[key];
  const isAmong = value !== undefined && values.includes(value);
  const answers: Readonly<Record<string, boolean>> = {
    In: isAmong,
    NotIn: !isAmong,
    Exists: value !== undefined,
    DoesNotExist: value === undefined,
  };
  return answers[operator] ?? false;
}
