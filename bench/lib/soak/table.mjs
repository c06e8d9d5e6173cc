// The rows of a soak, and what they come to.
const COLUMNS = ['changes', 'faults', 'resident, MiB', 'heap and buffers, MiB', 'sockets', 'watches', 'timers'];
const ALLOWED = 0.1;

export class Table {
  constructor() {
    this.startedAt = Date.now();
    console.log(['minute', ...COLUMNS].map((each) => each.padStart(each.length + 2)).join(''));
  }

  print(note, row) {
    const minute = ((Date.now() - this.startedAt) / 60_000).toFixed(1);
    const cells = [minute, ...COLUMNS.map((column) => shown(row[column]))];
    console.log(cells.map((cell, at) => cell.padStart(['minute', ...COLUMNS][at].length + 2)).join(''), '', note);
  }
}

const shown = (value) => (value === undefined ? '' : Number.isInteger(value) ? String(value) : value.toFixed(1));

/**
 * What may not grow by more than is allowed; `few`: so many more are chance, where there are only a dozen. Of watches fewer are wrong
 * as well: one that is gone is one that nobody renews.
 */
const JUDGED = [
  { what: 'heap and buffers, MiB', few: 0 },
  { what: 'sockets', few: 2 },
  { what: 'watches', few: 0, mayShrink: false },
  { what: 'timers', few: 2 },
];

/** What ended further from where it began than is allowed, a sentence each. */
export function verdicts(began, ended) {
  return JUDGED.flatMap(({ what, few, mayShrink = true }) => {
    const [from, to] = [began[what], ended[what]];
    const most = Math.max(from * (1 + ALLOWED), from + few);
    const least = mayShrink ? 0 : from * (1 - ALLOWED);
    return to > most || to < least
      ? [
          `${what}: ${shown(from)} at the first look, ${shown(to)} at the end; at most ${shown(most)} and at least ${shown(least)} are allowed`,
        ]
      : [];
  });
}
