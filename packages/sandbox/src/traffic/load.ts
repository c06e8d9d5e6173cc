import type { Clock } from '@flagger/api';
import { pause } from '../client/index.ts';
import type { Mesh, Source } from '../mesh/index.ts';
import type { Load } from './commands/hey.ts';
import { within } from './within.ts';

export interface LoadOptions {
  readonly mesh: Pick<Mesh, 'request'>;
  readonly clock: Clock;
  readonly source: Partial<Source>;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** How many answers had which status; 0 stands for none in time. */
export type Statuses = ReadonlyMap<number, number>;

/**
 * Sends the load that a `hey` command asks for, as hey does: each worker waits for its answer, and for its turn where
 * there is a rate.
 */
export async function load(wanted: Load, options: LoadOptions): Promise<Statuses> {
  const { clock } = options;
  const { workers, until } = wanted;
  const startedAt = clock.now();
  const isOver = (sent: number): boolean =>
    'ms' in until ? clock.now() - startedAt >= until.ms : sent >= Math.floor(until.requests / workers);
  const statuses = new Map<number, number>();
  const work = async (): Promise<void> => {
    for (let sent = 0; !isOver(sent) && !options.signal.aborted; sent++) {
      const status = await one(wanted, options);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      await turn(wanted, {
        ...options,
        due: startedAt + (1000 * (sent + 1)) / (wanted.perSecond ?? Number.POSITIVE_INFINITY),
      });
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return statuses;
}

async function one(
  { url, method, headers, body, host, timeoutMs }: Load,
  { mesh, clock, source }: LoadOptions,
): Promise<number> {
  const asked = mesh.request({
    url,
    method,
    headers,
    source,
    ...(body !== undefined && { body }),
    ...(host !== undefined && { host }),
  });
  const answer = await within(clock, timeoutMs, asked);
  return answer?.status ?? 0;
}

async function turn({ until }: Load, { clock, signal, due }: LoadOptions & { readonly due: number }): Promise<void> {
  const ms = due - clock.now();
  const longest = 'ms' in until ? until.ms : ms;
  if (ms > 0) {
    await pause(clock, Math.min(ms, longest), signal);
  }
}
