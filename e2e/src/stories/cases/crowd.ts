/** What somebody got: the version of the pod that answered, and the status code. */
export interface Got {
  readonly status: number;
  readonly version: string;
}

/** Users of one address, who ask all the time until they are sent home. */
export class Crowd {
  private readonly got: Got[] = [];
  private isOver = false;
  private readonly asking: Promise<void>;

  constructor(private readonly ask: () => Promise<Got>) {
    this.asking = this.go();
  }

  /** What they got since they were asked last, by `version status` and how often. */
  tally(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { status, version } of this.got.splice(0)) {
      const key = `${version} ${status}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  /** Settles with all that they got since they were asked last. */
  async home(): Promise<Readonly<Record<string, number>>> {
    this.isOver = true;
    await this.asking;
    return this.tally();
  }

  private async go(): Promise<void> {
    while (!this.isOver) {
      this.got.push(await this.ask());
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
