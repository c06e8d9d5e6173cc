import { canaryRow, type CanaryRow } from '@flagger/view';
import type { KubeObject } from '@flagger/api';
import { mustServe } from '../canary.ts';
import { type Asked, isFlag, nameIn, namespaceOf, textFlag } from '../command.ts';
import { EXIT, Ended, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';
import { canaryTable } from './canary-table.ts';
import { watched } from './watch.ts';

/** `get`: the canaries, as a table or as data. */
export async function get(asked: Asked): Promise<ExitCode> {
  const place = { namespace: isFlag(asked, 'allNamespaces') ? undefined : namespaceOf(asked) };
  const listed = { ...place, labels: textFlag(asked, 'selector') };
  if (isFlag(asked, 'watch')) {
    return watched(asked, listed, (objects) => rowsOf(asked, objects));
  }
  const rows = rowsOf(asked, await asked.cluster.list('Canary', listed));
  if (rows.length === 0) {
    await mustServe(asked);
  }
  if (rows.length === 0 && nameIn(asked) !== '') {
    throw new Ended(EXIT.error, `there is no Canary ${nameIn(asked)} ${inWhere(place.namespace)}`);
  }
  if (await isPrinted(asked, 'CanaryList', { items: rows })) {
    return EXIT.done;
  }
  if (textFlag(asked, 'output') === 'name') {
    rows.forEach(({ name }) => asked.io.out(`canary.flagger.app/${name}\n`));
  } else if (rows.length === 0) {
    asked.io.say(`There are no canaries ${inWhere(place.namespace)}.`);
  } else {
    asked.io.out(`${canaryTable(rows, asked).join('\n')}\n`);
  }
  return EXIT.done;
}

const inWhere = (namespace: string | undefined): string =>
  namespace === undefined ? 'in any namespace' : `in the namespace ${namespace}`;

function rowsOf(asked: Asked, objects: readonly KubeObject[]): readonly CanaryRow[] {
  const phases = textFlag(asked, 'phase')
    ?.split(',')
    .map((phase) => phase.trim().toLowerCase());
  const name = nameIn(asked);
  return objects
    .map(canaryRow)
    .filter((row) => name === '' || row.name === name)
    .filter(({ phase }) => phases === undefined || phases.includes(phase.toLowerCase()))
    .sort((a, b) => a.namespace.localeCompare(b.namespace) || a.name.localeCompare(b.name));
}
