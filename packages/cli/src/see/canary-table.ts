import type { CanaryRow } from '@flagger/view';
import { type Asked, isFlag, textFlag } from '../command.ts';
import type { Screen } from '../io.ts';
import { age, table } from '../output/table.ts';

/** Canaries as lines of a table. */
export function canaryTable(rows: readonly CanaryRow[], asked: Asked): readonly string[] {
  const isWide = textFlag(asked, 'output') === 'wide';
  const hasNamespace = isFlag(asked, 'allNamespaces');
  const { screen } = asked.io;
  const now = asked.io.now();
  const head = [
    ...(hasNamespace ? ['NAMESPACE'] : []),
    ...['NAME', 'PHASE', 'STEP', 'WEIGHT', 'FAILED', 'SINCE'],
    ...(isWide ? ['WAY', 'LAST CHANGE'] : []),
    'WHY',
  ];
  const cells = rows.map((row) => [
    ...(hasNamespace ? [row.namespace] : []),
    row.name,
    phaseText(row.phase, screen),
    `${row.step.done}/${row.step.of}`,
    `${row.weight}%`,
    `${row.failedChecks.count}/${row.failedChecks.of}`,
    age(row.since, now),
    ...(isWide ? [row.way, row.since ?? ''] : []),
    row.trouble ?? '',
  ]);
  return table(head, cells);
}

/** A phase with its mark and colour. */
export function phaseText(phase: string, screen: Screen): string {
  switch (phase) {
    case '':
      return screen.paint('dim', '· unseen');
    case 'Succeeded':
    case 'Initialized':
      return screen.paint('green', `✔ ${phase}`);
    case 'Failed':
      return screen.paint('red', `✘ ${phase}`);
    case 'Waiting':
    case 'WaitingPromotion':
      return screen.paint('yellow', `‖ ${phase}`);
    default:
      return screen.paint('cyan', `▶ ${phase}`);
  }
}
