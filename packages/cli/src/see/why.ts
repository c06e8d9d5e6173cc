import type { KubeObject } from '@flagger/api';
import { apiErrorIn } from '@flagger/kubernetes';
import { canaryStatus, why } from '@flagger/view';
import { canaryOf, eventsOf } from '../canary.ts';
import type { Asked } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';

/** `why`: what a canary waits for, in one paragraph. */
export async function sayWhy(asked: Asked): Promise<ExitCode> {
  const canary = await canaryOf(asked);
  const events = canaryStatus(canary).checks.length === 0 ? await eventsOf(asked).catch(noneForbidden) : [];
  const told = why(canary, asked.io.now(), events);
  if (!(await isPrinted(asked, 'CanaryWhy', { item: told }))) {
    asked.io.out(`${told.text}\n`);
  }
  return EXIT.done;
}

/** The status says the most: who may read no events, as the operator's own account, is told by that alone. */
function noneForbidden(error: unknown): readonly KubeObject[] {
  if (apiErrorIn(error)?.status === 403) {
    return [];
  }
  throw error;
}
