import type { Clock } from '@flagger/api';
import { fieldsOf, itemsOf, textOf } from '../client/index.ts';

export interface RuleParts {
  /** Percent of success that a check demands: each is tried for itself. */
  readonly thresholds: readonly number[];
  /** So many failed checks take a release back. */
  readonly patience: number;
  readonly intervalMs: number;
  readonly clock: Clock;
  /** The success rate of the new version as Flagger asks for it; undefined where there are no values. */
  readonly measure: () => Promise<number | undefined>;
}

/**
 * What checks of the success rate by a threshold would have made of a release: measured beside it, as often and over
 * the same time. No values are a failed check, too.
 */
export class ThresholdRule {
  private readonly values: (number | undefined)[] = [];
  private cancel: (() => void) | undefined;

  constructor(private readonly parts: RuleParts) {}

  /** The new version has users: the first check comes an interval later. */
  begin(): void {
    this.cancel ??= this.later();
  }

  /** It has none any more; says what would have become of the release. */
  end(): readonly string[] {
    this.cancel?.();
    this.cancel = () => undefined;
    const { thresholds, patience } = this.parts;
    const checks = this.values.length;
    return thresholds.map((threshold) => {
      const failed = this.values.filter((value) => value === undefined || value < threshold).length;
      const end = failed >= patience ? 'it would have been rolled back' : 'it would have gone on';
      return `a threshold of ${threshold} % instead: ${failed} of ${checks} checks failed, ${patience} are too many: ${end}`;
    });
  }

  private later(): () => void {
    const { clock, intervalMs } = this.parts;
    return clock.after(intervalMs, () => {
      this.cancel = this.later();
      void this.check();
    });
  }

  private async check(): Promise<void> {
    this.values.push(await this.parts.measure());
  }
}

/** Asks Prometheus for the share of the canary's requests that did not fail, in percent, as Flagger does on Istio. */
export async function successRate(metricsServer: string, range: string): Promise<number | undefined> {
  const rate = (more: string): string =>
    `sum(rate(istio_requests_total{reporter="destination",destination_workload_namespace="test",destination_workload=~"podinfo"${more}}[${range}]))`;
  const query = `${rate(',response_code!~"5.*"')} / ${rate('')} * 100`;
  const response = await fetch(`${metricsServer}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
  const [sample] = itemsOf(fieldsOf(fieldsOf(await response.json()).data).result);
  const value = Number(textOf(itemsOf(fieldsOf(sample).value)[1]) ?? Number.NaN);
  return Number.isNaN(value) ? undefined : value;
}
