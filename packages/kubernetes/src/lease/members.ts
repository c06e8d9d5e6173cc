interface Member {
  /** What it wrote last; another word each time. */
  readonly word: string;
  readonly seenAt: number;
}

export interface MembersOptions {
  /** Who we are. */
  readonly identity: string;
  /** Milliseconds of our own clock: other machines' clocks may be wrong. */
  readonly elapsed: () => number;
  /** Who wrote nothing for so long is gone, ms. */
  readonly durationMs: number;
}

/** What is written down on an object; an undefined one is to be taken out. */
export type Notes = Readonly<Record<string, string | undefined>>;

const PREFIX = 'replica.flagger.app/';

/** The longest name of an annotation. */
const LONGEST = 63;

/**
 * Which replicas live, as each of them writes it down for itself: an annotation named after it, with a word that
 * changes whenever it is written.
 */
export class Members {
  private readonly others = new Map<string, Member>();
  private readonly ours: string;
  /** When what we know now was asked for. */
  private lookedAt = -Infinity;

  constructor(private readonly options: MembersOptions) {
    this.ours = memberName(options.identity);
  }

  /** Milliseconds of our own clock. */
  now(): number {
    return this.options.elapsed();
  }

  /** Takes in what was written down when it was asked for: at that time of our own clock, now if undefined. */
  see(notes: Notes = {}, askedAt = this.now()): void {
    this.lookedAt = askedAt;
    const words = new Map(
      Object.entries(notes).flatMap(([name, word = '']) =>
        name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), word] as const] : [],
      ),
    );
    for (const other of this.others.keys()) {
      if (!words.has(other)) {
        this.others.delete(other);
      }
    }
    for (const [other, word] of words) {
      if (other !== this.ours && this.others.get(other)?.word !== word) {
        this.others.set(other, { word, seenAt: this.now() });
      }
    }
  }

  /** The names of all that live, ourselves among them, in the same order for everybody. */
  living(): readonly string[] {
    return [this.ours, ...[...this.others.keys()].filter((other) => this.isAlive(other))].sort();
  }

  /** What is to be written down while we live: ourselves with this word, and nobody who is gone. */
  notes(word: string): Notes {
    return { ...this.notesOfGone(), [PREFIX + this.ours]: word };
  }

  /** What is to be written down when we go. */
  lastNotes(): Notes {
    return { ...this.notesOfGone(), [PREFIX + this.ours]: undefined };
  }

  private notesOfGone(): Notes {
    const gone = [...this.others.keys()].filter((other) => !this.isAlive(other));
    return Object.fromEntries(gone.map((other) => [PREFIX + other, undefined]));
  }

  /** Who stood still meanwhile has not looked, and knows of nobody that is gone. */
  private isAlive(other: string): boolean {
    return this.lookedAt - (this.others.get(other)?.seenAt ?? -Infinity) < this.options.durationMs;
  }
}

/** As what a replica is written down: the end of its identity, which tells it apart. */
export const memberName = (identity: string): string =>
  identity
    .replaceAll(/[^A-Za-z0-9_.-]/g, '-')
    .slice(-LONGEST)
    .replace(/^[^A-Za-z0-9]+/, '');
