/** Negative where one comes before the other. */
type Order<T> = (one: T, other: T) => number;

/**
 * The items that come last in an order, the very last first. Of equal ones those stay that Prometheus' heap keeps:
 * which these are depends on how a binary heap is arranged.
 */
export function greatest<T>(items: readonly T[], count: number, order: Order<T>): readonly T[] {
  const heap: T[] = [];
  for (const item of items) {
    if (heap.length < count) {
      push(heap, item, order);
    } else if (isAfter(item, heap[0], order)) {
      replace(heap, item, order);
    }
  }
  return heap.sort((one, other) => order(other, one));
}

const isAfter = <T>(item: T, least: T | undefined, order: Order<T>): boolean =>
  least !== undefined && order(least, item) < 0;

function push<T>(heap: T[], item: T, order: Order<T>): void {
  heap.push(item);
  up(heap, order);
}

function replace<T>(heap: T[], item: T, order: Order<T>): void {
  const last = heap.pop();
  if (heap.length > 0 && last !== undefined) {
    heap[0] = last;
    down(heap, order);
  }
  push(heap, item, order);
}

function up<T>(heap: T[], order: Order<T>): void {
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >>> 1;
    if (!isBefore(heap, { one: child, other: parent }, order)) {
      return;
    }
    swap(heap, child, parent);
    child = parent;
  }
}

function down<T>(heap: T[], order: Order<T>): void {
  let parent = 0;
  for (;;) {
    const left = 2 * parent + 1;
    if (left >= heap.length) {
      return;
    }
    const child = isBefore(heap, { one: left + 1, other: left }, order) ? left + 1 : left;
    if (!isBefore(heap, { one: child, other: parent }, order)) {
      return;
    }
    swap(heap, parent, child);
    parent = child;
  }
}

function isBefore<T>(
  heap: readonly T[],
  { one, other }: { readonly one: number; readonly other: number },
  order: Order<T>,
): boolean {
  const [first, second] = [heap[one], heap[other]];
  return first !== undefined && second !== undefined && order(first, second) < 0;
}

function swap<T>(heap: T[], one: number, other: number): void {
  const [first, second] = [heap[one], heap[other]];
  if (first === undefined || second === undefined) {
    return;
  }
  heap[one] = second;
  heap[other] = first;
}
