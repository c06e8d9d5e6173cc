import { begin, rulesOf, weigh, type Evidence } from '@flagger/engine';
import { listOf, treeOf, valueAt, type Tree } from '../compare/values.ts';
import type { Scene } from './scene.ts';
import { served } from './served.ts';

/** From one second (Unix time) to another. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

const PER_SECOND = { canary: 24, primary: 24 };
const FAILING = 0.05;

/** Of an arm: so many requests came up to a second, and so many of them failed. */
function upTo(arm: 'canary' | 'primary', second: number): { readonly n: number; readonly x: number } {
  const n = PER_SECOND[arm] * second;
  return { n, x: Math.floor(n * FAILING + (arm === 'canary' ? 0.5 : 0)) };
}

/** What came of an arm in a window: two windows that touch have what one over both has. */
export function countedIn(arm: 'canary' | 'primary', { from, to }: Window): { readonly n: number; readonly x: number } {
  const [before, after] = [upTo(arm, from), upTo(arm, to)];
  return { n: after.n - before.n, x: after.x - before.x };
}

/** A Prometheus that counts so; `stop` ends it. */
export async function countingServer(): Promise<{ readonly url: string; readonly stop: () => void }> {
  const { url, server } = await served(async (incoming, body) => {
    const { searchParams } = new URL(incoming.url ?? '', 'http://metrics');
    const asked = searchParams.size > 0 ? searchParams : new URLSearchParams(body);
    const result = rowsOf(asked.get('query') ?? '', Number(asked.get('time')));
    return { code: 200, body: JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }) };
  });
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url, stop };
}

function rowsOf(query: string, to: number): readonly object[] {
  const [, seconds] = /offset (\d+)s/.exec(query) ?? [];
  if (seconds === undefined) {
    // whether it answers, and how many series there are
    return [{ metric: {}, value: [to, '1'] }];
  }
  return (['canary', 'primary'] as const).flatMap((arm) => {
    const { n, x } = countedIn(arm, { from: to - Number(seconds), to });
    return [
      { metric: { arm, response_code: '200' }, value: [to, String(n - x)] },
      { metric: { arm, response_code: '503' }, value: [to, String(x)] },
    ];
  });
}

/** What a status remembered of the only compared metric. */
export interface Remembered {
  readonly until: number;
  readonly canary: { readonly n: number; readonly x: number };
  readonly primary: { readonly n: number; readonly x: number };
  readonly evidence: Tree;
}

/** Each status with another number of windows, as it was written; grows until the signal. */
export async function rememberedIn(scene: Scene, signal: AbortSignal): Promise<readonly Remembered[]> {
  const path = await scene.kube.path('flagger.app/v1beta1', 'Canary', { namespace: scene.namespace });
  const seen: Remembered[] = [];
  await scene.kube.watch(
    path ?? '',
    (_, canary) => {
      const analysis = valueAt(canary, 'status', 'analysis');
      const metric = treeOf(listOf(valueAt(analysis, 'metrics'))[0] ?? {});
      const evidence = treeOf(metric['evidence'] ?? {});
      const until = Number(valueAt(analysis, 'until') ?? 0);
      if (until > 0 && Number(evidence['windows'] ?? 0) !== Number(seen.at(-1)?.evidence['windows'] ?? 0)) {
        seen.push({ until, canary: tallyOf(metric['canary']), primary: tallyOf(metric['primary']), evidence });
      }
    },
    signal,
  );
  return seen;
}

const tallyOf = (tally: unknown): { readonly n: number; readonly x: number } => ({
  n: Number(valueAt(tally, 'requests')),
  x: Number(valueAt(tally, 'events')),
});

/** The windows that statuses rest on: each begins where the one before ended, the first as long before as it counts. */
export const windowsOf = (all: readonly Remembered[]): readonly Window[] =>
  all.map(({ until, canary }, index) => ({
    from: all[index - 1]?.until ?? until - canary.n / PER_SECOND.canary,
    to: until,
  }));

/** What the rule makes of these windows where nobody is disturbed. */
export function evidenceOf(windows: readonly Window[], worseThan: number): Evidence {
  const rules = rulesOf({
    ...{ falseRollback: 0.01, metrics: 1, tolerate: 1.25, worseThan, falsePromotion: 0.05 },
    ...{ clump: 1, negligible: 0, rows: 1, main: 0 },
  });
  return windows.reduce(
    (evidence, window) =>
      weigh(evidence, [{ canary: countedIn('canary', window), primary: countedIn('primary', window) }], rules),
    begin(rules),
  );
}
