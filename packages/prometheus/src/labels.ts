/**
 * The labels of a series or of a result: names in order, `__name__` among them. A label without a value is not there.
 */
export type Labels = ReadonlyMap<string, string>;

export const NAME = '__name__';

/** Labels from pairs in any order; of two values of one name the last counts. */
export function labelsOf(pairs: Iterable<readonly [string, string]>): Labels {
  const given = [...new Map(pairs)].filter(([, value]) => value !== '');
  return new Map(given.sort(([one], [other]) => (one < other ? -1 : 1)));
}

export const NO_LABELS: Labels = new Map();

export const isLabelName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

/** Half of a character: no label that was read from anywhere holds one. */
const END = '\uDBFF';

const keys = new WeakMap<Labels, string>();
const nameless = new WeakMap<Labels, Labels>();

/** Equal for equal labels, and in their order. */
export function keyOf(labels: Labels): string {
  const known = keys.get(labels);
  if (known !== undefined) {
    return known;
  }
  let key = '';
  for (const [name, value] of labels) {
    key += name + END + value + END;
  }
  keys.set(labels, key);
  return key;
}

/** What most operations leave of the labels: all but the name of the metric. */
export function withoutName(labels: Labels): Labels {
  if (!labels.has(NAME)) {
    return labels;
  }
  const known = nameless.get(labels) ?? without(labels, [NAME]);
  nameless.set(labels, known);
  return known;
}

/** The labels with these names. */
export function only(labels: Labels, names: readonly string[]): Labels {
  return new Map([...labels].filter(([name]) => names.includes(name)));
}

/** The labels but for those with these names. */
export function without(labels: Labels, names: readonly string[]): Labels {
  return new Map([...labels].filter(([name]) => !names.includes(name)));
}

/** The labels with others set; an empty value takes a label away. */
export const withLabels = (labels: Labels, others: Iterable<readonly [string, string]>): Labels =>
  labelsOf([...labels, ...others]);

/** As Prometheus writes labels in its messages: `{__name__="up", job="a"}`. */
export const shownLabels = (labels: Labels): string =>
  `{${Array.from(labels, ([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
