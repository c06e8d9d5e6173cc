/** How Flagger 1.44, and so this operator, says what it said otherwise when a document was written. */
interface Since {
  readonly then: RegExp;
  /** `$1` and `$2` are what stood there; `~` stands for anything. */
  readonly now: string;
  /** Whether the event that says it may be the one that said the line before. */
  readonly isJoined?: true;
  /** Whether it is said only where somebody looked in the moment when it was so. */
  readonly isPassing?: true;
}

const SINCE: readonly Since[] = [
  { then: /^New revision detected (\S+)$/, now: 'New revision detected! Scaling up $1' },
  // a line of the log of its own then, and one event with the one before since
  { then: /^Scaling up (\S+)$/, now: 'New revision detected! Scaling up $1', isJoined: true },
  { then: /^Starting canary deployment for (\S+)$/, now: 'Starting canary analysis for $1' },
  // who waits is named, and for how many pods stands otherwise
  {
    then: /^Waiting for (\S+) rollout to finish: .*$/,
    now: '~$1 not ready: waiting for rollout to finish: ~',
    isPassing: true,
  },
];

/** What kubectl, not Flagger, puts before an event that it saw in several versions. */
const COMBINED = '(combined from similar events): ';

/** Measured by who wrote the document: another number each time. */
const MEASURED = /\d+\.\d\d%/g;

/** What an event must look like that says a line of a document. */
export function said(line: string): RegExp {
  const own = line.replace(COMBINED, '');
  const since = sinceOf(own);
  const text = since === undefined ? own : own.replace(since.then, since.now);
  const pattern = text
    .split(MEASURED)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('~', '.*'))
    .join(String.raw`\d+\.\d\d%`);
  return new RegExp(`^${pattern}$`);
}

/** Lines that nobody said, of those that are to be said in this order; what passes by may be missed. */
export function unsaid(lines: readonly string[], events: readonly string[]): readonly string[] {
  let from = 0;
  return lines.filter((line) => {
    const pattern = said(line);
    if (sinceOf(line)?.isJoined && pattern.test(events[from - 1] ?? '')) {
      return false;
    }
    const found = events.findIndex((event, at) => at >= from && pattern.test(event));
    from = found < 0 ? from : found + 1;
    return found < 0 && !sinceOf(line)?.isPassing;
  });
}

const sinceOf = (line: string): Since | undefined => SINCE.find(({ then }) => then.test(line));
