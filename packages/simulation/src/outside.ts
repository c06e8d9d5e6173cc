import {
  type Canary,
  type Checks,
  type Finding,
  type Metric,
  type Question,
  type Webhook,
  webhooksOf,
} from '@flagger/api';
import type { OperatorProcess, Quality, Random } from '@flagger/simulated-cluster';
import { countsOf } from './comparing/counts.ts';
import type { Requests } from './comparing/requests.ts';

/** What an asking came to: rollback hooks say yes by wanting one. */
export type Verdict = 'yes' | 'no' | 'hold';

const QUICK = { least: 1, most: 50 };
/** What the canaries of all stories demand. */
const LEAST_SUCCESS_RATE = 99;

export interface OutsidePorts {
  readonly random: Random;
  readonly requests: Requests;
  /** Of what runs as the target just now. */
  readonly quality: () => Quality;
  readonly onAsked: (question: Question, canary: Canary) => void;
  /** The answer reached the process that asked. */
  readonly onAnswered: (question: Question, canary: Canary, verdict: Verdict) => void;
}

/** Plays webhooks and metrics servers: slow, flaky, closed or away. One for all lives of the operator. */
export class Outside {
  /** Gates of these types are closed. */
  readonly closed = new Set<string>();
  wantsRollback = false;
  isMetricsServerAway = false;
  /** Share of answers that are a no for no reason, and of those that take long. */
  flaky = 0;
  slow = 0;
  /** How long every answer takes, ms. */
  takes: { readonly least: number; readonly most: number } | undefined;

  constructor(private readonly ports: OutsidePorts) {}

  /** The port of one process. */
  checksOf(process: OperatorProcess): Checks {
    return {
      find: async (question, canary, signal) => {
        this.ports.onAsked(question, canary);
        const findings = this.findings(question, canary);
        await this.answered(process, signal);
        if (!signal.aborted) {
          this.ports.onAnswered(question, canary, verdictOf(question, findings));
        }
        return findings;
      },
    };
  }

  /**
   * Some time later; once it is cancelled either an error or, as an answer that was on its way already, what it would
   * have been.
   */
  private answered(process: OperatorProcess, signal: AbortSignal): Promise<void> {
    const { random } = this.ports;
    const { least, most } = this.takes ?? (random.chance(this.slow) ? { least: 1000, most: 60_000 } : QUICK);
    const ms = random.between(least, most);
    const hears = random.chance(0.5);
    return new Promise((resolve, reject) => {
      const cancel = process.clock.after(ms, resolve);
      signal.addEventListener('abort', () => {
        if (!hears) {
          return;
        }
        cancel();
        reject(new Error('aborted'));
      });
    });
  }

  private findings(question: Question, canary: Canary): readonly Finding[] {
    const { what } = question;
    switch (what) {
      case 'metrics-online':
        return [this.isMetricsServerAway ? { kind: 'online', problem: 'it is away' } : { kind: 'online' }];
      case 'check':
        return this.check(question, canary);
      case 'target-pods':
      case 'primary-pods':
        return [{ kind: 'pods' }];
      default:
        return upToFirst(
          webhooksOf(canary, what).map((hook) => this.reply(hook)),
          ({ ok }) => ok === (what === 'rollback'),
        );
    }
  }

  private check(question: Question, canary: Canary): readonly Finding[] {
    const replies = webhooksOf(canary, 'rollout').map((hook) => this.reply(hook));
    const metrics = (canary.spec.analysis.metrics ?? []).filter(isMeasured).map((): Finding => this.metric());
    const found = upToFirst<Finding>([...replies, ...metrics], (finding) => !isFine(finding));
    const { requests } = this.ports;
    // what is compared is counted last, where all else said yes
    return found.every(isFine)
      ? [...found, ...countsOf(question, canary, { requests, isAway: this.isMetricsServerAway })]
      : found;
  }

  private reply({ name, type = '' }: Webhook): Extract<Finding, { kind: 'reply' }> {
    const isNo = this.closed.has(type) || this.ports.random.chance(type === 'rollback' ? 0 : this.flaky);
    const ok = type === 'rollback' ? this.wantsRollback : !isNo;
    return { kind: 'reply', hook: type, name, ok, message: ok ? '' : 'no' };
  }

  private metric(): Finding {
    const metric = { kind: 'metric', name: 'request-success-rate', source: 'success-rate', provider: 'mesh' } as const;
    if (this.isMetricsServerAway) {
      return { ...metric, problem: { kind: 'unreachable', message: 'connection refused' } };
    }
    const { random } = this.ports;
    if (random.chance(this.flaky)) {
      return random.chance(0.5)
        ? { ...metric, problem: { kind: 'no-values', message: 'no values found' } }
        : { ...metric, value: 90 };
    }
    return { ...metric, value: this.ports.quality() === 'bad metrics' ? 50 : 100 };
  }
}

/** What is only compared is not measured. */
const isMeasured = ({ compare, threshold, thresholdRange }: Metric): boolean =>
  compare === undefined || threshold !== undefined || thresholdRange !== undefined;

function upToFirst<T>(list: readonly T[], isLast: (item: T) => boolean): readonly T[] {
  const end = list.findIndex(isLast);
  return end < 0 ? list : list.slice(0, end + 1);
}

function isFine(finding: Finding): boolean {
  if (finding.kind === 'reply') {
    return finding.ok;
  }
  if (finding.kind !== 'metric') {
    return true;
  }
  return finding.problem === undefined && (finding.value ?? 0) >= LEAST_SUCCESS_RATE;
}

function verdictOf({ what }: Question, findings: readonly Finding[]): Verdict {
  if (what === 'rollback') {
    return findings.some((finding) => finding.kind === 'reply' && finding.ok) ? 'yes' : 'no';
  }
  const bad = findings.find((finding) => !isFine(finding));
  if (!bad) {
    return 'yes';
  }
  return bad.kind === 'metric' && bad.problem?.kind === 'unreachable' ? 'hold' : 'no';
}
