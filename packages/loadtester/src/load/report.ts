import { Latencies } from './latencies.ts';

/** How one request went. */
export interface Sample {
  /** The status, or `error` where no answer came. */
  readonly code: string;
  readonly isOk: boolean;
  readonly ms: number;
  /** Why no answer came. */
  readonly error?: string;
}

/** So many different errors are told. */
const TOLD_ERRORS = 10;

/** What became of all requests of a load. */
export class LoadReport {
  sent = 0;
  failed = 0;
  /** From the first request to the last answer, ms. */
  elapsedMs = 0;
  private readonly latencies = new Latencies();
  private readonly codes = new Map<string, number>();
  private readonly errors = new Map<string, number>();

  add({ code, isOk, ms, error }: Sample): void {
    this.sent += 1;
    this.failed += isOk ? 0 : 1;
    this.latencies.add(ms);
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
    if (error !== undefined && (this.errors.has(error) || this.errors.size < TOLD_ERRORS)) {
      this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
    }
  }

  /** Requests a second. */
  get rate(): number {
    return this.elapsedMs === 0 ? 0 : (this.sent * 1000) / this.elapsedMs;
  }

  /** How many of a hundred requests failed; all, where none was sent. */
  get errorPercent(): number {
    return this.sent === 0 ? 100 : (this.failed * 100) / this.sent;
  }

  /** So that people can read it. */
  text(): string {
    const ms = (share: number): string => `${this.latencies.quantile(share).toFixed(1)} ms`;
    return [
      `requests: ${this.sent}, failed: ${this.failed} (${this.errorPercent.toFixed(2)} %)`,
      `rate: ${this.rate.toFixed(1)} requests/s in ${(this.elapsedMs / 1000).toFixed(1)} s`,
      `latency: p50 ${ms(0.5)}, p95 ${ms(0.95)}, p99 ${ms(0.99)}, longest ${ms(1)}`,
      `answers: ${counted(this.codes)}`,
      ...(this.errors.size === 0 ? [] : [`errors: ${counted(this.errors)}`]),
      '',
    ].join('\n');
  }
}

const counted = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort()
    .map(([what, count]) => `${what}: ${count}`)
    .join(', ') || 'none';
