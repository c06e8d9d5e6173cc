import { toldOf } from '@flagger/view';
import { canaryOf, eventsOf } from '../canary.ts';
import { type Asked, isFlag, nameIn, namespaceOf, textFlag } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';
import { age, table } from '../output/table.ts';

/** `events`: what happened to one canary, or to all of a namespace. */
export async function events(asked: Asked): Promise<ExitCode> {
  const type = textFlag(asked, 'types');
  const isEverywhere = isFlag(asked, 'allNamespaces');
  const found =
    nameIn(asked) === ''
      ? await asked.cluster.list('Event', {
          namespace: isEverywhere ? undefined : namespaceOf(asked),
          fields: 'involvedObject.kind=Canary',
        })
      : await eventsOf(asked);
  if (found.length === 0 && nameIn(asked) !== '') {
    await canaryOf(asked);
  }
  const lines = toldOf(found).filter((line) => type === undefined || line.type === type);
  if (await isPrinted(asked, 'EventList', { items: lines })) {
    return EXIT.done;
  }
  if (lines.length === 0) {
    const of = nameIn(asked) === '' ? '' : ` of ${nameIn(asked)}`;
    asked.io.say(`The cluster remembers no events${of}: it forgets them, as a rule after an hour.`);
    return EXIT.done;
  }
  const { screen } = asked.io;
  const head = [...(isEverywhere ? ['NAMESPACE'] : []), 'AGE', 'TYPE', 'CANARY', 'MESSAGE'];
  const rows = lines.map((line) => [
    ...(isEverywhere ? [line.namespace] : []),
    age(line.time, asked.io.now()),
    screen.paint(line.type === 'Warning' ? 'yellow' : 'green', line.type),
    line.object.replace(/^Canary\//, ''),
    line.count > 1 ? `${line.message} (${line.count} times)` : line.message,
  ]);
  asked.io.out(`${table(head, rows).join('\n')}\n`);
  return EXIT.done;
}
