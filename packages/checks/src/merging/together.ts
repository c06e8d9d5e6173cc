import type { Clock } from '@flagger/api';
import { isHttp } from '@flagger/http';
import type { Row } from '../sources/prometheus-rows.ts';
import type { Server } from '../sources/source.ts';
import { Failures, type Report } from './failures.ts';
import { Gathering, type Waiting } from './gathering.ts';
import { mergedAnswer } from './merged-answer.ts';
import { isClosed } from './merged-query.ts';

/** A query of a Prometheus that needs nothing but its address. */
export interface SharedQuery {
  /** PromQL that gives series: of another type it is asked alone in the end. */
  readonly text: string;
  /** For this second (Unix time); undefined: for the present, as the server's clock has it. */
  readonly time?: number | undefined;
  readonly server: Server;
}

/** The series that a query gave among others, or that it is to be asked alone; then what came of that is reported. */
export type Shared = { readonly rows: readonly Row[] } | { readonly alone: Report };

/** At most so many in one: beyond, servers need longer for each than they do for fewer. */
const MOST = 20;
const LONGEST_TEXT = 4000;

interface Asked extends SharedQuery {
  readonly settle: (shared: Shared) => void;
}

/**
 * Asks a Prometheus once where several queries come within a short time. Each gets what it gets alone: it is evaluated as
 * it is, beside the others, and whenever that does not work each is asked alone.
 */
export class Together {
  private readonly gathering: Gathering<Asked>;
  private readonly failures: Failures;

  constructor(settings: { readonly windowMs: number; readonly clock: Clock }) {
    this.failures = new Failures(settings.clock);
    this.gathering = new Gathering({ ...settings, onGathered: (waiting) => this.ask(waiting) });
  }

  /** Throws only where the server's signal aborts. */
  async rows(query: SharedQuery): Promise<Shared> {
    const { text, time, server } = query;
    if (!isSharable(query) || !this.failures.mayMerge(server.address, text)) {
      return ALONE;
    }
    const { signal } = server;
    const shared = await new Promise<Shared>((resolve) => {
      const leave = (): void => resolve(ALONE);
      const settle = (found: Shared): void => {
        signal.removeEventListener('abort', leave);
        resolve(found);
      };
      signal.addEventListener('abort', leave, { once: true });
      if (!this.gathering.joins(JSON.stringify([server.address, time]), { item: { ...query, settle }, signal })) {
        settle(ALONE);
      }
    });
    signal.throwIfAborted();
    return shared;
  }

  private ask(waiting: readonly Waiting<Asked>[]): void {
    const byText = Map.groupBy(waiting, ({ item }) => item.text);
    const groups = [...byText.values()];
    for (let from = 0; from < groups.length; from += MOST) {
      void this.askOnce(groups.slice(from, from + MOST));
    }
  }

  /** Those of one group have the same text. */
  private async askOnce(groups: readonly (readonly Waiting<Asked>[])[]): Promise<void> {
    const all = groups.flat();
    const [first] = all;
    if (first === undefined || all.length === 1) {
      first?.item.settle(ALONE);
      return;
    }
    const { time, server } = first.item;
    const texts = groups.map(([each = first]) => each.item.text);
    const { signal, end } = gone(all);
    const rows = await mergedAnswer({ texts, time, server: { ...server, signal } })
      .catch(() => undefined)
      .finally(end);
    const reported = this.failures.failed(server.address, all.length);
    groups.forEach((group, index) => {
      const found = rows?.[index];
      group.forEach(({ item: { text, settle } }) => settle(found ? { rows: found } : { alone: reported(text) }));
    });
  }
}

const ALONE: Shared = { alone: () => undefined };

const isSharable = ({ text, server: { address, credentials, headers, insecureSkipVerify } }: SharedQuery): boolean =>
  isHttp(address)
  && credentials === undefined
  && headers === undefined
  && insecureSkipVerify === undefined
  && text.length <= LONGEST_TEXT
  && isClosed(text);

/** Aborts where nobody is left who waits; `end` where that does not matter any more. */
function gone(waiting: readonly Waiting<unknown>[]): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const { signal } = controller;
  const end = (): void => controller.abort();
  let left = waiting.length;
  const leave = (): void => {
    left--;
    if (left === 0) {
      end();
    }
  };
  waiting.forEach((each) => each.signal.addEventListener('abort', () => leave(), { signal }));
  return { signal, end };
}
