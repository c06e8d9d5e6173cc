export type Labels = Readonly<Record<string, string>>;

/** Labels in Prometheus' text format, e.g. `{code="200",path="/"}`. */
export function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Whether a series bears some labels, among others. */
export const bears = (series: Labels, labels: Labels): boolean =>
  Object.entries(labels).every(([name, value]) => series[name] === value);
