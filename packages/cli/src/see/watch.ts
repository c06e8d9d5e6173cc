import type { KubeObject } from '@flagger/api';
import type { CanaryRow } from '@flagger/view';
import type { Listed } from '../cluster/cluster.ts';
import { type Asked, textFlag } from '../command.ts';
import { EXIT, Ended, type ExitCode } from '../exit.ts';
import { jsonLine } from '../output/document.ts';
import { Frame } from '../output/frame.ts';
import { canaryTable } from './canary-table.ts';

/** Ages move once a second. */
const REDRAW_MS = 1_000;

/** `get -w`: a table in its place on a terminal, a line for each change elsewhere. Ends when it is interrupted. */
export async function watched(
  asked: Asked,
  listed: Listed,
  rowsOf: (objects: readonly KubeObject[]) => readonly CanaryRow[],
): Promise<ExitCode> {
  const { io, cluster } = asked;
  const output = textFlag(asked, 'output');
  if (output === 'yaml' || output === 'name') {
    throw new Ended(EXIT.usage, `-w goes with a table, with -o wide and with -o json, not with -o ${output}`);
  }
  const isDrawn = io.screen.isTerminal && output !== 'json';
  const show = isDrawn ? drawing(asked) : telling(asked);
  for await (const objects of cluster.follow(listed, io.signal)) {
    show(rowsOf(objects));
  }
  return EXIT.interrupted;
}

function drawing(asked: Asked): (rows: readonly CanaryRow[]) => void {
  const frame = new Frame(asked.io);
  let shown: readonly CanaryRow[] = [];
  let isTicking = false;
  const tick = async (): Promise<void> => {
    while (!asked.io.signal.aborted) {
      await asked.io.pause(REDRAW_MS);
      frame.draw(canaryTable(shown, asked));
    }
  };
  return (rows) => {
    shown = rows;
    frame.draw(canaryTable(shown, asked));
    if (!isTicking) {
      isTicking = true;
      void tick();
    }
  };
}

/** Each canary that changed, in one line; one that is gone is told, too. */
function telling(asked: Asked): (rows: readonly CanaryRow[]) => void {
  const told = new Map<string, string>();
  const isJson = textFlag(asked, 'output') === 'json';
  return (rows) => {
    for (const row of rows) {
      const key = `${row.namespace}/${row.name}`;
      const text = JSON.stringify(row);
      if (told.get(key) !== text) {
        told.set(key, text);
        asked.io.out(isJson ? jsonLine('Canary', { item: row }) : `${lineOf(row)}\n`);
      }
    }
    const there = new Set(rows.map(({ namespace, name }) => `${namespace}/${name}`));
    for (const key of [...told.keys()].filter((each) => !there.has(each))) {
      told.delete(key);
      asked.io.say(`${key} is gone`);
    }
  };
}

const lineOf = ({ namespace, name, phase, step, weight, failedChecks, trouble }: CanaryRow): string =>
  [
    `${namespace}/${name}`,
    phase || 'unseen',
    `step ${step.done}/${step.of}`,
    `weight ${weight}%`,
    `failed ${failedChecks.count}/${failedChecks.of}`,
    ...(trouble === undefined ? [] : [trouble]),
  ].join('   ');
