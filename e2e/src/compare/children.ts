import type { ChildProcess } from 'node:child_process';

const running = new Set<ChildProcess>();

/** Has a child process killed when this process ends, however it comes to that. */
export function endsWithUs<T extends ChildProcess>(child: T): T {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Lets a signal end this process, and the children with it. */
export function endOnSignals(): void {
  process.once('exit', () => {
    for (const child of running) {
      child.kill('SIGKILL');
    }
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.exit(130));
  }
}
