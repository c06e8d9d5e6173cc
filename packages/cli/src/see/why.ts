import { why } from '@flagger/view';
import { canaryOf } from '../canary.ts';
import type { Asked } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';

/** `why`: what a canary waits for, in one paragraph. */
export async function sayWhy(asked: Asked): Promise<ExitCode> {
  const told = why(await canaryOf(asked), asked.io.now());
  if (!(await isPrinted(asked, 'CanaryWhy', { item: told }))) {
    asked.io.out(`${told.text}\n`);
  }
  return EXIT.done;
}
