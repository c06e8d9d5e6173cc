import { isRecord } from '../client/api-error.ts';

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

/**
 * Which replicas live, as each of them writes it down beside the others: a record of identities, each with a word that
 * changes whenever it is written.
 */
export class Members {
  private readonly others = new Map<string, Member>();

  constructor(private readonly options: MembersOptions) {}

  /** Takes in what is written down now; what makes no sense counts as nobody. */
  see(text: string | undefined): void {
    const { identity, elapsed } = this.options;
    const words = wordsIn(text);
    for (const other of this.others.keys()) {
      if (!words.has(other)) {
        this.others.delete(other);
      }
    }
    for (const [other, word] of words) {
      if (other !== identity && this.others.get(other)?.word !== word) {
        this.others.set(other, { word, seenAt: elapsed() });
      }
    }
  }

  /** The identities of all that live, ourselves among them, in the same order for everybody. */
  living(): readonly string[] {
    return [this.options.identity, ...this.otherLiving().map(([other]) => other)].sort();
  }

  /** What is to be written down, ourselves with this word. */
  text(word: string): string {
    return JSON.stringify({ ...this.textOfOthers(), [this.options.identity]: word });
  }

  /** What is to be written down when we go; undefined where nobody else lives. */
  textWithoutUs(): string | undefined {
    return this.otherLiving().length === 0 ? undefined : JSON.stringify(this.textOfOthers());
  }

  private textOfOthers(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.otherLiving().map(([other, { word }]) => [other, word]));
  }

  private otherLiving(): readonly (readonly [string, Member])[] {
    const { elapsed, durationMs } = this.options;
    return [...this.others].filter(([, { seenAt }]) => elapsed() - seenAt < durationMs);
  }
}

function wordsIn(text = ''): ReadonlyMap<string, string> {
  try {
    const parsed: unknown = JSON.parse(text);
    const entries = isRecord(parsed) ? Object.entries(parsed) : [];
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return new Map();
  }
}
