import { canaryRow, type CanaryRow } from '@flagger/view';
import { type KubeObject, phases as PHASES } from '@flagger/api';
import { canaryOf, mustServe } from '../canary.ts';
import { type Asked, isFlag, nameIn, namespaceOf, textFlag } from '../command.ts';
import { EXIT, Ended, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';
import { canaryTable } from './canary-table.ts';
import { watched } from './watch.ts';

/** `get`: the canaries, as a table or as data. */
export async function get(asked: Asked): Promise<ExitCode> {
  const place = { namespace: isFlag(asked, 'allNamespaces') ? undefined : namespaceOf(asked) };
  const listed = { ...place, labels: textFlag(asked, 'selector') };
  mustBePhases(asked);
  if (isFlag(asked, 'watch')) {
    return watched(asked, listed, (objects) => rowsOf(asked, objects));
  }
  const isOne = nameIn(asked) !== '' && place.namespace !== undefined && listed.labels === undefined;
  const found = isOne ? [await canaryOf(asked)] : await asked.cluster.list('Canary', listed);
  const rows = rowsOf(asked, found);
  if (rows.length === 0) {
    await mustServe(asked);
  }
  if (rows.length === 0 && nameIn(asked) !== '') {
    throw new Ended(EXIT.error, `there is no Canary ${nameIn(asked)} ${inWhere(asked)}`);
  }
  if (await isPrinted(asked, 'CanaryList', { items: rows })) {
    return EXIT.done;
  }
  if (textFlag(asked, 'output') === 'name') {
    rows.forEach(({ name }) => asked.io.out(`canary.flagger.app/${name}\n`));
  } else if (rows.length === 0) {
    asked.io.say(`There are no canaries ${inWhere(asked)}${place.namespace === undefined ? '' : '; -A looks in all'}.`);
  } else {
    asked.io.out(`${canaryTable(rows, asked).join('\n')}\n`);
  }
  return EXIT.done;
}

/** Where was looked, and for what. */
function inWhere(asked: Asked): string {
  const [selector, phase] = [textFlag(asked, 'selector'), textFlag(asked, 'phase')];
  return [
    isFlag(asked, 'allNamespaces') ? 'in any namespace' : `in the namespace ${namespaceOf(asked)}`,
    ...(selector === undefined ? [] : [`with ${selector}`]),
    ...(phase === undefined ? [] : [`in phase ${phase}`]),
  ].join(' ');
}

/** In no other phase is ever a canary. */
function mustBePhases(asked: Asked): void {
  const known = PHASES.filter((phase) => phase !== '');
  const strange = phasesIn(asked)?.find((phase) => !known.some((each) => each.toLowerCase() === phase));
  if (strange !== undefined) {
    throw new Ended(EXIT.usage, `--phase: found ${JSON.stringify(strange)}, allowed are ${known.join(', ')}`);
  }
}

const phasesIn = (asked: Asked): readonly string[] | undefined =>
  textFlag(asked, 'phase')
    ?.split(',')
    .map((phase) => phase.trim().toLowerCase());

function rowsOf(asked: Asked, objects: readonly KubeObject[]): readonly CanaryRow[] {
  const phases = phasesIn(asked);
  const name = nameIn(asked);
  return objects
    .map(canaryRow)
    .filter((row) => name === '' || row.name === name)
    .filter(({ phase }) => phases === undefined || phases.includes(phase.toLowerCase()))
    .sort((a, b) => a.namespace.localeCompare(b.namespace) || a.name.localeCompare(b.name));
}
