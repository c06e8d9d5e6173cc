import { canaryStatus, why } from '@flagger/view';
import { canaryOf, eventsOf } from '../canary.ts';
import type { Asked } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';

/** `why`: what a canary waits for, in one paragraph. */
export async function sayWhy(asked: Asked): Promise<ExitCode> {
  const canary = await canaryOf(asked);
  const events = canaryStatus(canary).checks.length === 0 ? await eventsOf(asked) : [];
  const told = why(canary, asked.io.now(), events);
  if (!(await isPrinted(asked, 'CanaryWhy', { item: told }))) {
    asked.io.out(`${told.text}\n`);
  }
  return EXIT.done;
}
