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

/** What may not grow, and of what also fewer are wrong: a watch that is gone is one that nobody renews. */
const JUDGED = { 'heap and buffers, MiB': 'above', sockets: 'above', watches: 'either', timers: 'above' };

/** What ended further from where it began than is allowed, a sentence each. */
export function verdicts(began, ended) {
  return Object.entries(JUDGED).flatMap(([what, side]) => {
    const [from, to] = [began[what], ended[what]];
    const isOff = to > from * (1 + ALLOWED) || (side === 'either' && to < from * (1 - ALLOWED));
    return isOff ? [`${what}: ${shown(from)} at the first look, ${shown(to)} at the end; allowed are ${ALLOWED * 100} %`] : [];
  });
}
