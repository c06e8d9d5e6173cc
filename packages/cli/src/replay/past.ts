import {
  prometheusRange,
  type Instant,
  type Measured,
  type Server,
  type Source,
  type TimeRange,
} from '@flagger/checks';
import { EXIT, Ended } from '../exit.ts';
import type { Remembered } from './report.ts';

/** What Prometheus remembers: each query is asked for the whole time once, and answers for any instant of it. */
export class Past implements Source {
  readonly #known = new Map<string, Promise<ReadonlyMap<number, Instant>>>();
  readonly #remembered = new Map<string, Remembered>();

  constructor(
    private readonly range: TimeRange,
    private readonly server: Server,
  ) {}

  /** The value at the time of the asking server's clock. */
  async measure({ text }: Parameters<Source['measure']>[0], { clock }: Server): Promise<Measured> {
    const query = text.replace(/\s+/g, ' ').trim();
    const known = this.#known.get(query) ?? this.#ask(query);
    this.#known.set(query, known);
    const { from, stepMs } = this.range;
    const instant = from + Math.floor((clock.now() - from) / stepMs) * stepMs;
    const value = (await known).get(instant)?.value;
    return value === undefined || Number.isNaN(value)
      ? { problem: { kind: 'no-values', message: 'no values found' } }
      : { value };
  }

  whyOffline(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  remembered(): readonly Remembered[] {
    return [...this.#remembered.values()];
  }

  async #ask(query: string): Promise<ReadonlyMap<number, Instant>> {
    const answer = await prometheusRange(query, this.range, this.server);
    if ('problem' in answer) {
      const { kind, message } = answer.problem;
      const code = kind === 'unreachable' || /Status 40[13] /.test(message) ? EXIT.unreachable : EXIT.error;
      const hint = kind === 'unreachable' ? FORWARD : '';
      throw new Ended(code, `Prometheus did not say what it remembers of ${query}: ${message}${hint}`);
    }
    this.#remembered.set(query, rememberedOf(query, answer.values, this.range));
    return answer.values;
  }
}

/** Nobody outside the cluster reaches a Service of it otherwise. */
const FORWARD = '; kubectl port-forward makes a Prometheus of the cluster reachable for --prometheus';

function rememberedOf(
  query: string,
  values: ReadonlyMap<number, Instant>,
  { from, to, stepMs }: TimeRange,
): Remembered {
  const times = [...values].flatMap(([time, { value }]) => (Number.isNaN(value) ? [] : [time])).sort((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  return {
    query,
    asked: Math.floor((to - from) / stepMs) + 1,
    answered: times.length,
    ...(first !== undefined && { first: new Date(first).toISOString() }),
    ...(last !== undefined && { last: new Date(last).toISOString() }),
    series: Math.max(0, ...[...values.values()].map(({ series }) => series)),
  };
}
