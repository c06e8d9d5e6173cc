/** What is made when it is first asked for: schemas take longer to make than a short program runs. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
