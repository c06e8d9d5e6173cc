/** A replay that waits for its turn. */
export interface Task {
  readonly id: string;
  readonly namespace: string;
  /** How long it is expected to take, s. */
  readonly seconds: number;
}

/** The next to start: the longest whose namespace no other one uses, so that the last ones are short. */
export function nextTask<T extends Task>(waiting: readonly T[], busy: readonly T[]): T | undefined {
  return waiting
    .filter((task) => busy.every((other) => other.namespace !== task.namespace))
    .toSorted((a, b) => b.seconds - a.seconds)[0];
}

/** Runs all tasks, so many at a time; a slot that is free takes the next one at once. */
export async function inSlots<T extends Task>(
  tasks: readonly T[],
  slots: number,
  run: (task: T) => Promise<void>,
): Promise<void> {
  const waiting = [...tasks];
  const busy = new Map<T, Promise<void>>();
  while (waiting.length > 0 || busy.size > 0) {
    const task = busy.size < slots ? nextTask(waiting, [...busy.keys()]) : undefined;
    if (task === undefined) {
      await Promise.race(busy.values());
      continue;
    }
    waiting.splice(waiting.indexOf(task), 1);
    busy.set(
      task,
      run(task).finally(() => busy.delete(task)),
    );
  }
}
