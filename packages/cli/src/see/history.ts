import { historyOf } from '@flagger/view';
import { canaryOf, eventsOf } from '../canary.ts';
import type { Asked } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';
import { table } from '../output/table.ts';

/** `history`: the runs of a canary, the newest first. */
export async function history(asked: Asked): Promise<ExitCode> {
  await canaryOf(asked);
  const runs = historyOf(await eventsOf(asked)).toReversed();
  if (await isPrinted(asked, 'RunList', { items: runs })) {
    return EXIT.done;
  }
  if (runs.length === 0) {
    asked.io.say('The cluster remembers no run: it forgets events, as a rule after an hour.');
    return EXIT.done;
  }
  const rows = runs.map(({ began, outcome, seconds, because, asked: people }) => [
    began,
    outcome,
    seconds === undefined ? '' : `${seconds}s`,
    [...(because === undefined ? [] : [because]), ...people].join('; '),
  ]);
  asked.io.out(`${table(['BEGAN', 'OUTCOME', 'TOOK', 'WHY'], rows).join('\n')}\n`);
  return EXIT.done;
}
