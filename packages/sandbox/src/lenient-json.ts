/** What a text of JSON says; undefined where it is none, and its text is never quoted since it may hold secrets. */
export function jsonIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
